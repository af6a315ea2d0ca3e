#!/usr/bin/env python3
"""Subscribes to the feeds of a build with real readers, and compares every item with the archive.

    tests/readers.py --bin POSTPRESS [--node-modules FOLDER] BLOG…

Each blog is built into a temporary folder that is served on loopback. newsboat subscribes to
rss.xml and atom.xml over HTTP, with a cache of its own for each; feedparser, sfeed and feedsmith
read the files. For every item the title, link, date, author and id must be those of the archive.
A reader that is not installed is named as skipped. Exit status 1 on any difference.
"""
import argparse, email.utils, functools, http.server, json, shutil, sqlite3, subprocess, sys, tempfile, threading
from datetime import datetime, timezone
from pathlib import Path

import feedparser


def seconds(rfc3339):
    return int(datetime.fromisoformat(rfc3339.replace("Z", "+00:00")).timestamp()) if rfc3339 else None


def expected(out: Path):
    """The items as the archive has them, ids too, for as many posts as feed.json holds."""
    index = json.loads((out / "archive/data/index.json").read_text("utf-8"))
    feed = json.loads((out / "feed.json").read_text("utf-8"))
    items = []
    for post, item in zip(index["posts"], feed["items"], strict=False):
        document = json.loads((out / post["archive"]).read_text("utf-8"))
        if not post["guid"] == document["guid"] == item["id"]:
            raise SystemExit(f"{post['id']}: the ids differ: {post['guid']}, {document['guid']}, {item['id']}")
        items.append(dict(title=" ".join(post["title"].split()), link=post["url"], id=post["guid"],
                          date=seconds(post["date"]), site=index["site"]["title"],
                          authors=[a["name"] for a in document["authors"]]))
    return items


def clean(text):
    return " ".join((text or "").split())


def compare(name, want, got, faults, fields):
    if len(want) != len(got):
        faults.append(f"{name}: {len(got)} items, not {len(want)}")
        return
    by_link = {g["link"]: g for g in got}
    for w in want:
        g = by_link.get(w["link"])
        if g is None:
            faults.append(f"{name}: no item with the link {w['link']}")
            continue
        for field in fields:
            a, b = w[field], g.get(field)
            if field == "authors":
                # Readers that show one author may show any of them.
                # Atom demands an author (RFC 4287, 4.1.1): a blog without one stands for itself.
                same = (not a and b in (None, "", [], w["site"])) or (b and any(x in b for x in a))
            elif field == "id":
                # Atom's ids are IRIs (4.2.6): a bare UUID of the front matter becomes a URN.
                same = b in (a, f"urn:uuid:{a}")
            elif field == "date" and a is None:
                same = True
            else:
                same = a == b
            if not same:
                faults.append(f"{name}: {w['link']}: {field} is {b!r}, not {a!r}")


def by_feedparser(path: Path):
    feed = feedparser.parse(path.read_bytes())
    import calendar
    out = []
    for e in feed.entries:
        when = e.get("published_parsed")
        out.append(dict(title=clean(e.get("title")), link=e.get("link"), id=e.get("id"), authors=e.get("author", ""),
                        date=calendar.timegm(when) if when else None))
    return out


def by_newsboat(url, tmp: Path):
    (tmp / "urls").write_text(url + "\n")
    cache = tmp / "cache.db"
    cache.unlink(missing_ok=True)
    subprocess.run(["newsboat", "-q", "-u", tmp / "urls", "-c", cache, "-C", "/dev/null", "-x", "reload"],
                   capture_output=True, timeout=120, env={"HOME": str(tmp), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
    rows = sqlite3.connect(cache).execute("select guid, title, author, url, pubDate from rss_item").fetchall()
    return [dict(id=g, title=clean(t), authors=a, link=u, date=d) for g, t, a, u, d in rows]


def by_sfeed(path: Path):
    raw = subprocess.run(["sfeed", "https://example.org/"], stdin=path.open("rb"), capture_output=True, timeout=120).stdout
    out = []
    for line in raw.decode("utf-8").split("\n")[:-1]:
        f = line.split("\t")
        out.append(dict(date=int(f[0]) if f[0] else None, title=clean(f[1]), link=f[2], id=f[5], authors=f[6]))
    return out


FEEDSMITH = """
import { parseFeed } from 'feedsmith'
import { readFileSync } from 'node:fs'
const { format, feed } = parseFeed(readFileSync(process.argv[2], 'utf8'))
const text = v => typeof v === 'string' ? v : v?.value ?? ''
const items = (feed.items ?? feed.entries ?? []).map(i => ({
  title: text(i.title), id: text(i.guid) || i.id,
  link: text(i.link) || i.url || (i.links ?? []).find(l => !l.rel || l.rel === 'alternate')?.href,
  date: i.pubDate ?? i.published ?? i.date_published ?? null,
  authors: [...(i.authors ?? []), ...(i.dc?.creators ?? []), i.dc?.creator ?? ''].map(a => a?.name ?? a).filter(Boolean).join(', '),
}))
console.log(JSON.stringify({ format, items }))
"""


def by_feedsmith(path: Path, script: Path):
    run = subprocess.run(["node", script, path], capture_output=True, text=True, timeout=120)
    if run.returncode:
        raise RuntimeError("feedsmith: " + run.stderr.strip()[-300:])
    out = []
    for i in json.loads(run.stdout)["items"]:
        d = i["date"]
        if d and not d[0].isdigit():
            d = email.utils.parsedate_to_datetime(d).isoformat()
        out.append(dict(i, title=clean(i["title"]), date=seconds(d) if d else None))
    return out


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", required=True)
    ap.add_argument("--node-modules", type=Path, help="a folder whose node_modules holds feedsmith")
    ap.add_argument("blogs", nargs="+", type=Path)
    a = ap.parse_args()
    skipped = [tool for tool in ("newsboat", "sfeed") if not shutil.which(tool)]
    smith = None
    if a.node_modules and (a.node_modules / "node_modules/feedsmith").is_dir() and shutil.which("node"):
        smith = a.node_modules / "feedsmith.mjs"
        smith.write_text(FEEDSMITH)
    else:
        skipped.append("feedsmith")
    for tool in skipped:
        print(f"!!!! SKIPPED: {tool} is not installed")
    bad = 0
    print(f"{'blog':18} {'items':>6}  readers")
    for blog in a.blogs:
        with tempfile.TemporaryDirectory(prefix="readers-") as tmp:
            tmp = Path(tmp)
            out = tmp / "out"
            subprocess.run([a.bin, "build", "--root", blog, "--out", out, "--only", "rss,atom,json-feed,archive",
                            "--keep-going", "--quiet"], check=False, stderr=subprocess.DEVNULL)
            want = expected(out)
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=out))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            faults, read = [], []
            for feed in ("rss.xml", "atom.xml"):
                path = out / feed
                fields = ("title", "id", "date", "authors")
                compare(f"feedparser {feed}", want, by_feedparser(path), faults, fields)
                read.append("feedparser")
                if "newsboat" not in skipped:
                    url = f"http://127.0.0.1:{server.server_port}/{feed}"
                    compare(f"newsboat {feed}", want, by_newsboat(url, tmp), faults, fields)
                    read.append("newsboat")
                if "sfeed" not in skipped:
                    compare(f"sfeed {feed}", want, by_sfeed(path), faults, fields)
                    read.append("sfeed")
            if smith:
                for feed in ("rss.xml", "atom.xml", "feed.json"):
                    compare(f"feedsmith {feed}", want, by_feedsmith(out / feed, smith), faults, ("title", "id", "date", "authors"))
                read.append("feedsmith")
            server.shutdown()
            names = ", ".join(dict.fromkeys(read))
            print(f"{blog.resolve().name:18} {len(want):6}  {names}: {'equal' if not faults else f'{len(faults)} differences'}")
            for fault in faults[:20]:
                print("   · " + fault)
            bad += bool(faults)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
