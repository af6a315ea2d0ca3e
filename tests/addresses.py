#!/usr/bin/env python3
"""The addresses of posts as the site generators themselves make them, beside those that postpress gives.

Small blogs that exercise every rule of addresses are written into a temporary folder; each generator that is
installed lists its posts and their addresses, and so does the archive of `postpress build` without any settings.
A post that only one of them has, or an address that differs, is a difference: the exit code is 1 then.

    tests/addresses.py [--bin target/release/postpress] [--hugo PROGRAM] [--python PYTHON-WITH-PELICAN]
                       [--node-modules FOLDER-WITH-hexo] [--ruby RUBY-WITH-JEKYLL] [BLOG ...]

Folders given as BLOG are compared instead of the small blogs; `NAME=FOLDER` names the generator.
Nothing is rendered: Hugo lists (`hugo list published`), the others read their sources and tell what they read.
A generator that is not there is SKIPPED.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "support"))
from address_blogs import BLOGS  # noqa: E402

# Programs for the generators that have no command that lists addresses. Each prints a JSON array
# `[source, address]` a line.
PELICAN = r"""
import json, os, sys, pelican
from pelican import Pelican
from pelican.settings import read_settings
from pelican.generators import ArticlesGenerator
import logging
logging.disable(logging.CRITICAL)
root = sys.argv[1]
os.chdir(root)
# A theme that is not there stops Pelican, and has no part in addresses.
theme = os.path.join(os.path.dirname(pelican.__file__), 'themes', 'simple')
settings = read_settings('pelicanconf.py', override={'THEME': theme})
settings.update(PLUGINS=[], CACHE_CONTENT=False, LOAD_CONTENT_CACHE=False)
context = {'generated_content': {}, 'static_links': set(), 'static_content': {}, 'localsiteurl': ''}
context.update(settings)
generator = ArticlesGenerator(context=context, settings=settings, path=settings['PATH'],
                              theme=settings['THEME'], output_path='/nowhere')
generator.generate_context()
for article in generator.articles + generator.translations:
    if article.source_path.endswith('.md'):
        # Relative to the blog, where both may be symbolic links.
        source = os.path.relpath(os.path.realpath(article.source_path), os.path.realpath(root))
        print(json.dumps([source, article.url]))
"""

JEKYLL = r"""
require 'jekyll'
require 'json'
require 'yaml'
Jekyll.logger.log_level = :error
root = ARGV[0]
files = ["#{root}/_config.yml"].select { |file| File.exist? file }
source = files.empty? ? root : File.expand_path((YAML.load_file(files[0]) || {})['source'] || '.', root)
settings = Jekyll.configuration('source' => source, 'config' => files, 'plugins' => [], 'theme' => false,
  'disable_disk_cache' => true, 'plugins_dir' => [], 'quiet' => true)
site = Jekyll::Site.new(settings)
site.reset
site.read
below = source.delete_prefix(root).delete_prefix('/')
site.posts.docs.each do |post|
  next unless %w[.md .markdown].include? File.extname(post.path).downcase
  next if post.data['draft'] || post.data['published'] == false
  puts JSON.generate([below.empty? ? post.relative_path : "#{below}/#{post.relative_path}", post.url])
end
"""

HEXO = r"""
const path = require('path');
const modules = process.argv[2], root = process.argv[3];
const Hexo = require(path.join(modules, 'hexo'));
(async () => {
  const hexo = new Hexo(root, { silent: true });
  await hexo.init();
  await hexo.loadPlugin(require.resolve(path.join(modules, 'hexo-renderer-marked')));
  await hexo.load();
  const source = path.relative(root, hexo.source_dir);
  for (const post of hexo.locals.get('posts').toArray())
    console.log(JSON.stringify([path.join(source, post.source), post.path]));
  await hexo.exit();
})();
"""


def lines(command, where, environment=None):
    """What a program prints, a JSON array a line."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=where, env=environment, timeout=300)
    rows = [line for line in done.stdout.splitlines() if line.startswith("[")]
    if done.returncode or not rows:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-2000:]}")
    return dict(json.loads(row) for row in rows)


def hugo(options, root):
    """The pages that Hugo publishes. Themes that are not there are empty folders to it."""
    with tempfile.TemporaryDirectory() as themes:
        environment = {**os.environ, "HUGO_THEMESDIR": themes, "HUGO_CACHEDIR": f"{themes}/.cache"}
        replaced = []
        for _ in range(20):
            if replaced:
                environment["HUGO_MODULE_REPLACEMENTS"] = ", ".join(replaced)
            done = subprocess.run([options.hugo, "list", "published", "--source", root, "--noBuildLock"],
                                  capture_output=True, text=True, env=environment, timeout=300)
            said = done.stdout + done.stderr
            if 'module "' in said and "not found" in said:
                name = said.split('module "')[1].split('"')[0]
                folder = pathlib.Path(themes, name)
                if folder.exists():
                    break
                folder.mkdir(parents=True)
                continue
            break
        table = done.stdout[done.stdout.find("path,slug,"):] if "path,slug," in done.stdout else ""
        if done.returncode or not table:
            raise RuntimeError(f"hugo: {said.strip()[-2000:]}")
    rows = csv.DictReader(io.StringIO(table))
    return {row["path"]: row["permalink"] for row in rows if row["kind"] == "page" and row["path"].endswith(".md")}


def pelican(options, root):
    return lines([options.python, "-c", PELICAN, root], root)


def jekyll(options, root):
    return lines([options.ruby, "-e", JEKYLL, root], root)


def hexo(options, root):
    # Hexo writes dates in the zone of its machine, which is the author's as a rule.
    environment = dict(os.environ)
    for line in pathlib.Path(root, "_config.yml").read_text().splitlines():
        if line.startswith("timezone:") and line[9:].strip(" '\""):
            environment["TZ"] = line[9:].strip(" '\"")
    return lines([options.node, "-e", HEXO, "-", options.node_modules, root], root, environment)


GENERATORS = {"hugo": hugo, "pelican": pelican, "jekyll": jekyll, "hexo": hexo}


def is_there(name, options):
    """Whether a generator is installed."""
    tries = {
        "hugo": [options.hugo, "version"],
        "pelican": [options.python, "-c", "import pelican, markdown"],
        "jekyll": [options.ruby, "-e", "require 'jekyll'"],
        "hexo": [options.node, "-e", f"require({json.dumps(options.node_modules + '/hexo-renderer-marked/package.json')});"
                 f"require({json.dumps(options.node_modules + '/hexo/package.json')})"],
    }
    try:
        return subprocess.run(tries[name], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


def postpress(options, root):
    """Every post of the archive, and the paths of the site that the configuration names."""
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run([options.bin, "build", "--root", root, "--out", out, "--only", "archive", "--keep-going",
                               "--quiet"], capture_output=True, text=True, timeout=600)
        index = pathlib.Path(out, "archive/data/index.json")
        if not index.exists():
            raise RuntimeError(f"postpress: {done.stderr.strip()[-2000:]}")
        data = json.loads(index.read_text())
    base = urllib.parse.urlsplit(data["site"]["url"] or "").path.rstrip("/")
    return {post["source"]: post["url"] for post in data["posts"]}, base


def path_of(address, base):
    """The path of an address, decoded, below the site."""
    # Pelican's and Hexo's addresses are bare paths, in which `#` begins no fragment.
    parts = urllib.parse.urlsplit(address.replace("#", "%23"))
    path = urllib.parse.unquote(parts.path)
    if parts.scheme and base and path.startswith(base + "/"):
        path = path[len(base):]
    return "/" + path.lstrip("/")


def compare(name, root, site, options):
    """The differences between a generator and postpress on a blog, whose site lies in a folder."""
    theirs = GENERATORS[name](options, os.path.normpath(os.path.join(root, site)))
    theirs = {os.path.normpath(os.path.join(site, k)): v for k, v in theirs.items()}
    ours, base = postpress(options, root)
    differences = []
    for source in sorted(set(theirs) | set(ours)):
        if source not in ours:
            differences.append(f"{source}: {name} publishes it at {path_of(theirs[source], base)}, postpress does not")
        elif source not in theirs:
            differences.append(f"{source}: postpress has it at {path_of(ours[source], base)}, {name} does not")
        elif (a := path_of(theirs[source], base)) != (b := path_of(ours[source], base)):
            differences.append(f"{source}: {name} {a}, postpress {b}")
    return len(theirs), differences


def write(blog, folder):
    """Writes a small blog; names of files may have folders."""
    for name, text in blog["files"].items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="target/release/postpress")
    parser.add_argument("--hugo", default=shutil.which("hugo") or "hugo")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--node", default=shutil.which("node") or "node")
    parser.add_argument("--node-modules", default="node_modules")
    parser.add_argument("--ruby", default=shutil.which("ruby") or "ruby")
    parser.add_argument("--show", type=int, default=40, help="how many differences of a blog are printed")
    parser.add_argument("blogs", nargs="*")
    options = parser.parse_args()
    options.node_modules = os.path.abspath(options.node_modules)
    options.bin = os.path.abspath(options.bin)

    there = {name: is_there(name, options) for name in GENERATORS}
    for name in GENERATORS:
        if not there[name]:
            print(f"SKIPPED: {name} is not installed")
    found = 0

    def one(name, root, title, site=""):
        nonlocal found
        if not there[name]:
            return
        try:
            count, differences = compare(name, root, site, options)
        except RuntimeError as error:
            found += 1
            print(f"{title}: {error}")
            return
        found += len(differences)
        print(f"{title}: {name} publishes {count} posts, {len(differences)} differences")
        for difference in differences[: options.show]:
            print(f"  {difference}")

    for blog in options.blogs:
        name, _, folder = blog.rpartition("=")
        one(name, os.path.abspath(folder), folder)
    if not options.blogs:
        with tempfile.TemporaryDirectory() as temp:
            for blog in BLOGS:
                folder = pathlib.Path(os.path.realpath(temp), blog["name"])
                write(blog, folder)
                one(blog["generator"], str(folder), blog["name"], blog.get("site", ""))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
