#!/usr/bin/env python3
"""Renders pages of the sample's handouts and compares them with the pictures in tests/ref/pages.

    tests/render.py [--update] OUT

OUT is the output folder of a build of the sample. MuPDF renders, so that what is compared is what
another program makes of the file. A page may differ a little (another version of the renderer);
it fails where more than one pixel in two hundred differs clearly. --update writes the pictures
anew: look at them before they are committed.
"""
import argparse, sys
from pathlib import Path

import pymupdf

PAGES = [("rust-error-handling", 0), ("rust-error-handling", 2), ("small-tools", 1), ("meetup-handout", 0), ("hangul-web-font", 1)]
DPI = 60
CLEARLY = 40        # of 255
ALLOWED = 0.005     # share of the pixels

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--update", action="store_true")
ap.add_argument("out", type=Path)
a = ap.parse_args()
folder = Path(__file__).parent / "ref" / "pages"
folder.mkdir(parents=True, exist_ok=True)
bad = 0
for name, number in PAGES:
    with pymupdf.open(a.out / "pdf" / f"{name}.pdf") as document:
        page = document[number].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    file = folder / f"{name}-{number + 1}.png"
    if a.update:
        page.save(file)
        continue
    reference = pymupdf.Pixmap(str(file))
    if (reference.width, reference.height) != (page.width, page.height):
        share = 1.0
    else:
        different = sum(abs(x - y) > CLEARLY for x, y in zip(reference.samples, page.samples))
        share = different / len(page.samples)
    ok = share <= ALLOWED
    bad += not ok
    print(f"{'ok ' if ok else 'BAD'} {name} page {number + 1}: {share:.4%} of the pixels differ")
sys.exit(1 if bad else 0)
