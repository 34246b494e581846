/** What is said of a connection that is lost: which one, what, where, what was outstanding, and what to do next. */
import { expect, test } from 'vitest';
import { ConnectError, explainConnect } from './connect-error.ts';
import { addressOf, closed, explainLoss, lossOf, wrongReply } from './loss.ts';
import { parseLoadCommand } from './spec.ts';

const server = '127.0.0.1:4000';
const failure = (code: string, message = `read ${code}`) => Object.assign(new Error(message), { code });
const mayServe = 'it may serve no more connections at once (its backlog, or its descriptors: ulimit -n)';

test.each([
  [
    closed,
    `closed by the server (server ${server}, 2 requests outstanding): it may have ended, or ${mayServe}: look at`,
  ],
  [
    lossOf(failure('ECONNRESET')),
    `closed by the server with a reset (ECONNRESET, server ${server}, 2 requests outstanding): ${mayServe}, or have failed: look at`,
  ],
  [
    wrongReply('reply 256 carries the stamp 257'),
    `reply 256 carries the stamp 257 (server ${server}, 2 requests outstanding): the server loses, repeats, changes or mixes up replies: look at`,
  ],
  [lossOf(failure('EHOSTDOWN')), `read EHOSTDOWN (EHOSTDOWN, server ${server}, 2 requests outstanding): look at`],
  [lossOf(new Error('odd')), `odd (server ${server}, 2 requests outstanding): look at`],
])('%j', (loss, words) => {
  expect(explainLoss('connection 3', loss, server, 2)).toMatch(
    new RegExp(`^${RegExp.escape(`connection 3: ${words}`)}`),
  );
});

test('what the client lacks is said with its own remedy', () => {
  const words = explainLoss('connection 3', lossOf(failure('EMFILE')), server, 1);
  expect(words).toMatch(
    /raise the limit \(ulimit -n\), .* \(EMFILE, server 127\.0\.0\.1:4000, 1 request outstanding\)$/,
  );
});

test('addresses are spelled as --connect has them', () => {
  expect(addressOf({ host: '127.0.0.1', port: 4000 })).toBe(server);
  expect(addressOf({ path: '/tmp/x' })).toBe('unix:/tmp/x');
});

test('a reset while connections are made names how many were wanted, and what to look at', () => {
  const args = ['--connect', server, '--framing', 'length-u32', '--connections', '25000'];
  const error = new ConnectError(failure('ECONNRESET', `connect ECONNRESET ${server}`));
  expect(explainConnect(error, parseLoadCommand(args).load)).toBe(
    `${server}: closed by the server with a reset while 25,000 connections were being made; it may serve no more at once (its backlog, or its descriptors: ulimit -n): look at its log, or use fewer --connections`,
  );
});
