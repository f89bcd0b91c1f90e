// A register of its own for a test, with a browser to look at it: the program given by
// BRIDLE_REGISTER, on loopback, in a folder that is gone afterwards.

import {spawn, spawnSync} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const program = process.env.BRIDLE_REGISTER;
if (!program) throw new Error('BRIDLE_REGISTER names no program');

export function run(...args) {
    const done = spawnSync(program, args, {encoding: 'utf8'});
    return {code: done.status, out: done.stdout, error: done.stderr};
}

export function must(...args) {
    const done = run(...args);
    if (done.code !== 0) throw new Error(`bridle-register ${args.join(' ')}: ${done.code}\n${done.out}${done.error}`);
    return done.out;
}

// The demonstration, served. `passwords` are those of its three accounts. `prepare` is called with
// the folder before that.
export async function startRegister(prepare = () => {}) {
    const place = mkdtempSync(join(tmpdir(), 'bridle-register-'));
    const folder = join(place, 'register');
    const said = must('demonstration', folder);
    const passwords = Object.fromEntries(
        [...said.matchAll(/^account (\S+) with the password (\S+)$/gm)].map(found => [found[1], found[2]]));
    prepare(folder, place);
    const server = spawn(program, ['serve', folder, '--port', '0'], {stdio: ['ignore', 'pipe', 'inherit']});
    const address = await new Promise((resolve, reject) => {
        let heard = '';
        server.stdout.on('data', piece => {
            heard += piece;
            const found = heard.match(/http:\/\/127\.0\.0\.1:\d+/);
            if (found) resolve(found[0]);
        });
        server.on('exit', code => reject(new Error(`the server ended with ${code}: ${heard}`)));
    });
    return {
        place, folder, address, passwords,
        policy: join(folder, 'policy.txt'),
        async stop() {
            const ended = new Promise(resolve => server.on('exit', resolve));
            server.kill('SIGTERM');
            await ended;
            rmSync(place, {recursive: true, force: true});
        },
    };
}

export async function startBrowser() {
    const asRoot = process.getuid && process.getuid() === 0;
    return chromium.launch({
        executablePath: process.env.BRIDLE_CHROMIUM || '/usr/bin/chromium',
        args: [...(asRoot ? ['--no-sandbox'] : []), '--disable-gpu'],
    });
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What is wrong with the page, one line each: what axe-core finds against WCAG 2.2 AA and its best
// practices, where it is to look, and that it scrolls sideways.
export async function violations(page, closely = true) {
    if (closely && !await page.evaluate('"axe" in window')) await page.evaluate(axe + '; undefined');
    return page.evaluate(async closely => {
        const {scrollWidth, clientWidth} = document.documentElement;
        const wide = scrollWidth > clientWidth ? [`${scrollWidth} pixels wide, and the window ${clientWidth}`] : [];
        if (!closely) return wide;
        const found = await axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
        });
        return wide.concat(found.violations.flatMap(rule =>
            rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)));
    }, closely);
}

// Opens another page of the site in place of the one that is open, and gives its status with its
// language and direction: "200 ar rtl". Its text is written into the same window, where axe-core is
// loaded already: to load that again for each page takes longer than all the rest. A page with a
// script is opened as any reader does.
export async function open(page, address) {
    const written = await page.evaluate(write, {address});
    if (written) return written;
    const status = (await page.goto(address)).status();
    return page.evaluate(given => `${given} ${document.documentElement.lang} ${document.documentElement.dir}`, status);
}

// The same with the page that a button leads to.
export async function press(page, button) {
    return page.evaluate(write, {button});
}

async function write({address, button}) {
    const pressed = button && document.querySelector(button);
    const answer = await (pressed
        ? fetch(pressed.form.action, {method: 'POST', body: new URLSearchParams(new FormData(pressed.form, pressed))})
        : fetch(address));
    const text = await answer.text();
    if (text.includes('<script') && !pressed) return '';
    history.replaceState(null, '', answer.url);
    document.open();
    document.write(text);
    document.close();
    if (document.readyState !== 'complete') await new Promise(loaded => addEventListener('load', loaded, {once: true}));
    return `${answer.status} ${document.documentElement.lang} ${document.documentElement.dir}`;
}

// RFC 6238, of a secret in base 32.
export function code(secret, at = Date.now()) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let bits = '';
    for (const c of secret.replace(/\s/g, '')) bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
    const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
    const mac = createHmac('sha1', key).update(step).digest();
    const offset = mac[19] & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, '0');
}
