"""The text of a release: its tokens, its little markup, its numbering."""

import pytest

from programmes.releases import markup
from programmes.releases.checklist import checked
from programmes.releases.markup import document
from programmes.releases.preview import drafted
from programmes.releases.tokens import Fixed, Literal, Mark, Named, StrayBrace, pieces, sentences
from programmes.releases.validation import draft_checksum, moved, remembered
from programmes.releases.values import Values

TEXT = """
# {programme.title}を実施
~ {participations}が参加

リード[*agreement]です。次の文[*club]です。

## 県産品の振興
- 社員食堂：{meals}
- 売店：{shop-items}

## 対話
+ 一つめ
+ 二つめ
本文[*agreement]。
+ また一つめ
---
今後も続けます。
### 問い合わせ
広報室

[*club] 倶楽部は{=2010年}に始まる[*more]。
[*agreement] 協定のこと
[*more] さらに
"""


def test_a_text_is_made_of_words_values_fixed_numbers_and_marks():
    text = "約{meals}と{meals + shop-items:約9,000}、{=2010年}から[*club]。}"
    assert pieces(text) == [
        Literal("約", 0),
        Named(("meals",), "", 1),
        Literal("と", 8),
        Named(("meals", "shop-items"), "約9,000", 9),
        Literal("、", 36),
        Fixed("2010年", 37),
        Literal("から", 45),
        Mark("club", 47),
        Literal("。", 54),
        StrayBrace("}", 55),
    ]
    found = document(f"# {text}\n- {{meals}}、{{=2010年}}[*club]\n[*club] {{club-members}}")
    assert [token.code for token in found.tokens] == [
        *("{meals}", "{meals+shop-items:約9,000}", "{meals}", "{club-members}"),
    ]
    assert found.names == ["meals", "shop-items", "club-members"] and found.fixed == ["2010年"]


def test_a_value_is_written_back_as_it_was():
    assert pieces("{meals + shop-items:約9,000}")[0].code == "{meals+shop-items:約9,000}"
    assert pieces("{meals}")[0].code == "{meals}"


def test_sections_items_and_notes_are_numbered_by_where_they_stand():
    found = document(TEXT)
    assert found.problems == ()
    assert [(one.kind, one.number) for one in found.blocks] == [
        ("headline", None),
        ("subtitle", None),
        ("paragraph", None),
        ("section", 1),
        ("bullet", None),
        ("bullet", None),
        ("section", 2),
        ("item", 1),
        ("item", 2),
        ("paragraph", None),
        ("item", 1),
        ("end", None),
        ("paragraph", None),
        ("heading", None),
        ("paragraph", None),
    ]
    assert [(note.number, note.text[:3]) for note in found.notes.values()] == [
        (1, "協定の"),
        (2, "倶楽部"),
        (3, "さらに"),
    ]
    assert [*found.notes] == ["agreement", "club", "more"]


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("本文だけ", 1, "見出し"),
        ("# 一\n# 二", 2, "二つあります"),
        ("# 一\n~ 二\n\n~ 三", 4, "二つあります"),
        ("# 一\n本文[*a]", 2, "本文がありません"),
        ("# 一\n[*a] 本文", 2, "印がありません"),
        ("# 一\n[*a]\n[*a] 本文\n[*a] また", 4, "二つあります"),
        ("# 一\n{meals", 2, "相手がありません"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, words):
    [problem] = document(text).problems
    assert problem.line == line and words in problem.message


def test_sentences_keep_their_tokens_whole():
    text = "{=A。B}を{meals}提供。次に{shop-items}。終わり"
    assert sentences(text, "ja") == ["{=A。B}を{meals}提供。", "次に{shop-items}。", "終わり"]
    text = "We served {meals}. Shops sold {shop-items} at 3.5 p.m. in all. The end."
    assert sentences(text, "en") == [
        "We served {meals}.",
        "Shops sold {shop-items} at 3.5 p.m. in all.",
        "The end.",
    ]


def test_all_who_look_at_a_release_share_what_its_texts_were_read_as(release, monkeypatch):
    read = []

    def counted(text):
        read.append(text)
        return pieces(text)

    monkeypatch.setattr(markup, "pieces", counted)
    document.cache_clear()
    values = Values(release.programme)
    for look in (checked, moved, remembered, draft_checksum, drafted):
        look(release, values)
    lines = [one for text in (release.text, release.text_en) for one in document(text).lines]
    assert len(lines) == 12 and sorted(read) == sorted(one.text for one in lines)
