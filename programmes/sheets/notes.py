"""What was silently put right while rows were read, told in a sentence each."""

SENTENCES = {
    "merged": "結合セル（{where}）の値を、下や右のセルにも読みました。",
    "ditto": "「〃」「同上」（{where}）を、上の行と同じ値として読みました。",
    "serial": "日付の列の数（{where}）を、Excelの日付として読みました。",
    "no_heading": "見出しのない列に値があります（{where}）。その列は読みません。",
}


class Notes:
    def __init__(self):
        self._found = {}

    def add(self, kind, address):
        first, count = self._found.get(kind, (address, 0))
        self._found[kind] = first, count + 1

    def sentences(self):
        return [
            SENTENCES[kind].format(where=first if count == 1 else f"{first}など{count}か所")
            for kind, (first, count) in self._found.items()
        ]
