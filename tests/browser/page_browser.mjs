// The page in a real browser: Debian's Chromium, driven by playwright-core, with axe-core for what a screen reader needs.
//
//   node tests/browser/page_browser.mjs NODE_MODULES DIRECTORY
//
// DIRECTORY holds pages (*.html) and for each expected.json: {"page.html": {"services": [...], "seconds": 1}}. The last line is
// "N checks passed, N failed". scripts/nightly pages makes the pages and calls it.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, directory] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(modules, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const expected = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8'));
let passed = 0;
let failed = 0;

function check(name, is, detail = '') {
  if (is) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED: ${name} ${detail}`);
  }
}

// As ids of the page have a name.
function encoded(name) {
  return encodeURIComponent(name).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

// Opens a page; what it asked of the network, and what its console said, is a failure.
async function open(file, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const asked = [];
  const said = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:')) asked.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => { said.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(pathToFileURL(join(directory, file)).href + (options.hash ?? ''));
  await work(page);
  check(`${file} asks nothing of the network`, asked.length === 0, asked.join(' '));
  check(`${file} says nothing on the console`, said.length === 0, said.join(' '));
  await context.close();
}

for (const file of readdirSync(directory).filter((name) => name.endsWith('.html'))) {
  const { services, seconds } = expected[file];
  for (const [width, height] of [[360, 740], [1280, 900]]) {
    for (const colorScheme of ['light', 'dark']) {
      const name = `${file} at ${width}, ${colorScheme}`;
      // The page's policy lets nobody add a script: here it is set aside, for axe.
      await open(file, { viewport: { width, height }, colorScheme, bypassCSP: true }, async (page) => {
        const rows = page.locator('#inventory tbody tr');
        check(`${name}: every service has a row`, (await rows.count()) === services.length);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        check(`${name}: is no wider than the window`, over <= 0, `${over} pixels`);
        // A range over one line has one rectangle; a word that is broken has more.
        const broken = await page.evaluate(() => [...document.querySelectorAll('thead th, td.deploy')].filter((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return new Set([...range.getClientRects()].map((box) => box.top)).size > 1;
        }).map((cell) => cell.textContent));
        check(`${name}: no word is broken`, broken.length === 0, broken.slice(0, 3).join(' '));
        if (services.length < 500) {
          await page.addScriptTag({ content: axe });
          const found = await page.evaluate(async () => {
            const result = await window.axe.run(document, { resultTypes: ['violations'] });
            return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 100)).slice(0, 3).join(' ')}`);
          });
          check(`${name}: axe finds nothing`, found.length === 0, found.join('\n'));
        }
        if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${file}-${width}-${colorScheme}.png`), fullPage: services.length < 500 });
      });
    }
  }

  await open(file, { viewport: { width: 1280, height: 900 } }, async (page) => {
    const shown = () => page.locator('#inventory tbody tr:not([hidden])').count();
    await page.keyboard.press('/');
    check(`${file}: / goes to the filter`, await page.evaluate(() => document.activeElement.type === 'search'));
    const word = services[services.length - 1].toLowerCase().split(/\s+/).filter(Boolean)[0];
    await page.keyboard.type(word);
    const some = await shown();
    check(`${file}: the filter filters`, some >= 1 && (some < services.length || services.length === 1), `${some} for ${word}`);
    check(`${file}: and says so`, (await page.locator('#filter output').textContent()) === `${some} of ${services.length} services`);
    await page.keyboard.press('Escape');
    check(`${file}: Escape clears it`, (await shown()) === services.length);
    check(`${file}: the keyboard reaches all that moves`, await page.evaluate(() =>
      [...document.querySelectorAll('.wide')].every((region) => region.tabIndex === 0)));
    // An address goes to a service, also to one that is filtered away.
    await page.locator('#filter input').fill('no service has this name');
    for (const service of [services[0], services[services.length - 1]]) {
      await page.evaluate((name) => { location.hash = 'service=' + encodeURIComponent(name); }, service);
      await page.waitForTimeout(50);
      const [visible, inside] = await page.evaluate(() => {
        const row = document.activeElement;
        const box = row.getBoundingClientRect();
        return [row.tagName === 'TR' && !row.hidden && row.cells[0].textContent, box.top < innerHeight && box.bottom > 0];
      });
      check(`${file}#service=${service} is shown`, Boolean(visible) && inside, String(visible));
    }
  });

  await open(file, { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }, async (page) => {
    check(`${file} without its script has every service`, (await page.locator('#inventory tbody tr').count()) === services.length);
    check(`${file} without its script shows no filter`, !(await page.locator('#filter').isVisible()));
  });

  // Processor time of the page's thread, so that other work on the machine does not count.
  await open(file, { viewport: { width: 1280, height: 900 } }, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.reload({ waitUntil: 'load' });
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); }));
    const { metrics } = await session.send('Performance.getMetrics');
    const taken = metrics.find((metric) => metric.name === 'TaskDuration').value;
    console.log(`${file}: opens in ${taken.toFixed(2)} s of processor time`);
    if (seconds) check(`${file} opens in ${seconds} s`, taken < seconds, `${taken} s`);
  });
}

// No style and no script at all, by a policy of the server: still tables and a picture.
for (const file of readdirSync(directory).filter((name) => name.endsWith('.html'))) {
  const text = readFileSync(join(directory, file), 'utf8').replace(/<(style|script)>[^]*?<\/\1>/g, '');
  const bare = join(directory, `${file}.bare`);
  writeFileSync(bare, text);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.setContent(text);
  check(`${file} without style and script can be seen`, await page.locator('#inventory').isVisible());
  if (await page.locator('svg').count()) {
    const label = page.locator('svg text').first();
    check(`${file}: labels of the picture can be seen without style`, await label.isVisible());
  }
  await context.close();
}

// Servers that forbid scripts, by a header: a forge's artifacts, and what Jenkins sends unless it is told otherwise, which forbids
// styles as well. The page is there, can be read and unfolded, and an address still goes to a service.
const policies = {
  'script-src none': "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'",
  "Jenkins' default": "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self';",
};
let policy = '';
const server = createServer((request, response) => {
  const file = new URL(request.url, 'http://localhost').pathname.slice(1);
  if (!(file in expected)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
  response.end(readFileSync(join(directory, file)));
});
await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
for (const file of Object.keys(expected)) {
  for (const [forbids, header] of Object.entries(policies)) {
    policy = header;
    const name = `${file} under ${forbids}`;
    for (const width of [360, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      const asked = [];
      page.on('request', (request) => { if (request.resourceType() !== 'document') asked.push(request.url()); });
      const { services } = expected[file];
      const last = services[services.length - 1];
      await page.goto(`http://127.0.0.1:${server.address().port}/${file}`);
      // Only the page's own script unhides the filter.
      check(`${name}: no script runs`, !(await page.locator('#filter').isVisible()));
      check(`${name}: the verdict can be seen`, await page.locator('h1').isVisible());
      check(`${name}: every service has a row`, (await page.locator('#inventory tbody tr').count()) === services.length);
      check(`${name}: the table can be seen`, await page.locator('#inventory tbody tr').first().isVisible());
      const styled = await page.evaluate(() => getComputedStyle(document.body).fontFamily.includes('system-ui'));
      check(`${name}: has its style where that is allowed`, styled === !header.includes('style-src \'self\''), String(styled));
      if (styled) {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        check(`${name} at ${width}: is no wider than the window`, over <= 0, `${over} pixels`);
      }
      for (const summary of (await page.locator('summary').all()).slice(0, 5)) {
        await summary.focus();
        await page.keyboard.press('Enter');
        check(`${name}: what is folded opens`, await summary.evaluate((element) => element.parentElement.open && element.nextElementSibling.offsetHeight > 0));
      }
      await page.goto(`http://127.0.0.1:${server.address().port}/${file}#service=${encoded(last)}`);
      const inside = await page.evaluate(() => {
        const box = document.querySelector(':target')?.getBoundingClientRect();
        return Boolean(box) && box.top < innerHeight && box.bottom > 0;
      });
      check(`${name}: an address goes to its service`, inside, last);
      check(`${name} asks for nothing but itself`, asked.length === 0, asked.join(' '));
      if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${file}-${width}-${styled ? 'no-script' : 'bare'}.png`) });
      await context.close();
    }
  }
}
server.close();

await browser.close();
console.log(`${passed} checks passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
