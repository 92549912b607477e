// From a save to what the reader sees of it, in Chromium: `measure` for the preview's test, which is
// at work already, and by itself for a corpus. Nothing is held to a time: figures are printed.
//
//   node latency.mjs PROGRAM SITE CHROMIUM [EDITS]

import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

// Resolves with the moment at which what `seen` looks for is there. Words are looked for whenever the
// document changes, styles before every frame: nothing tells of those.
const watch = ({ seen, token }) => new Promise((done) => {
  const html = document.documentElement;
  const looks = {
    text: () => document.querySelector('main').textContent.includes(token),
    title: () => document.title.includes(token) && document.querySelector('h1').textContent.includes(token),
    style: () => getComputedStyle(html).getPropertyValue('--measured').includes(token),
  };
  const here = () => { if (looks[seen]()) { observer.disconnect(); done(Date.now()); return true; } return false; };
  const observer = new MutationObserver(here);
  observer.observe(html, { subtree: true, childList: true, characterData: true, attributes: true });
  const frame = () => { if (!here()) requestAnimationFrame(frame); };
  if (seen === 'style') frame();
});

/// Measures edits of each kind and prints a line for each. `note` is `{ file, url }`: a note with a
/// title line, below `site`; `source` is the same for the first of a list of sources.
export async function measure(page, origin, site, { note, source, edits }) {
  const template = join(site, 'templates/note.html');
  const theirs = await readFile(template, 'utf8').catch(() => null);
  const style = join(site, 'static/measured.css');
  const frame = (more) => `{% extends "default/note.html" %}{% block head %}{{ super() }}<link rel="stylesheet" href="/measured.css">{% endblock head %}{% block side %}{{ super() }}<p>${more}</p>{% endblock side %}`;
  await mkdir(join(site, 'static'), { recursive: true });
  await mkdir(join(site, 'templates'), { recursive: true });
  await writeFile(style, ':root { --measured: none; }\n');
  await writeFile(template, frame(''));
  const body = (text, token) => `${text}\n\nMeasured ${token}.\n`;
  const titled = (text, token) => text.replace(/\btitle: *["']?/, (before) => `${before}${token} `);
  const kinds = [
    ['body', join(site, note.file), note.url, 'text', body],
    ['title', join(site, note.file), note.url, 'title', titled],
    ['source', join(site, source.file), source.url, 'title', titled],
    ['template', template, note.url, 'text', (_, token) => frame(token)],
    ['style', style, note.url, 'style', (_, token) => `:root { --measured: ${token}; }\n`],
  ];
  for (const [kind, file, url, seen, change] of kinds) {
    await new Promise((next) => setTimeout(next, 2000));
    await page.goto(origin + url);
    const text = await readFile(file, 'utf8');
    const times = [];
    for (let n = 0; n < edits; n += 1) {
      const token = `t${Date.now()}`;
      const there = page.evaluate(watch, { seen, token });
      await page.evaluate(() => 0);
      const saved = Date.now();
      await writeFile(file, change(text, token));
      times.push((await there) - saved);
      await new Promise((next) => setTimeout(next, 300));
    }
    await writeFile(file, text);
    times.sort((a, b) => a - b);
    const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
    console.log(`save to the page, ${kind.padEnd(8)} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${times.at(-1)} ms (${times.length} edits)`);
  }
  await rm(style);
  if (theirs === null) await rm(template); else await writeFile(template, theirs);
}

/// The newest note of a corpus, which other pages name, and its first source.
async function corpus(site) {
  const below = (await readdir(join(site, 'content'), { recursive: true })).filter((name) => name.endsWith('.md'));
  const dated = await Promise.all(below.map(async (name) => {
    const text = await readFile(join(site, 'content', name), 'utf8');
    return [text.match(/^date: "?([0-9-]+)/m)?.[1] ?? '', name];
  }));
  const newest = dated.sort().at(-1)[1];
  const sources = await readFile(join(site, 'content/sources.yaml'), 'utf8');
  return {
    note: { file: join('content', newest), url: `/${newest.replace(/\.md$/, '')}/` },
    source: { file: 'content/sources.yaml', url: `/sources/${sources.match(/id: ([a-z0-9-]+)/)[1]}/` },
  };
}

export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function main([program, site, executablePath, edits = '20']) {
  const child = spawn(program, ['watch', '-r', site, '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    let said = '';
    child.stderr.setEncoding('utf8');
    await new Promise((done) => child.stderr.on('data', (text) => { said += text; if (said.includes('press Ctrl-C to stop')) done(); }));
    const origin = said.match(/serving (http:\/\/127\.0\.0\.1:\d+)/)[1];
    const browser = await chromium.launch({ executablePath, args: ARGS });
    await measure(await browser.newPage(), origin, site, { ...(await corpus(site)), edits: Number(edits) });
    await browser.close();
  } finally {
    child.kill('SIGKILL');
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
