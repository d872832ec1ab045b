"""A release of the results for tests, and its way to the public."""

from programmes.models import Release
from programmes.releases import workflow
from programmes.releases.drafting import begin
from programmes.releases.tokens import Mark, Named, pieces
from programmes.releases.values import Values

TEXT = """# {programme.title}を実施
~ {participations}が参加
食堂では{meals}を提供[*club]。
## 関係人口
- 広報隊：{pr-corps-members}
[*club] 倶楽部には{club-members}が参加。
"""
TEXT_EN = """# {programme.title}
~ {participations} took part
Cafeterias served {meals}[*club].
## Ties
- PR Corps: {pr-corps-members}
[*club] The club has {club-members}.
"""


def drafted(author, **fields):
    """A stored release with the drafts from the records, as the add form makes it."""
    release = Release(**fields)
    begin(release, Values(release.programme))
    release._history_user = author
    release.save()
    return release


def issued(release, author, approver):
    workflow.submit(release, author)
    return workflow.approve(release, approver)


def filled(text, language, values):
    """A text with its tokens filled in, its markup and its marks of notes left as they are."""

    def words(piece):
        if isinstance(piece, Named):
            return values.text(piece, language)
        return f"[*{piece.key}]" if isinstance(piece, Mark) else piece.text

    return "".join(map(words, pieces(text)))
