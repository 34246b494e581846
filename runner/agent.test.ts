/** The agent as ssh starts it on another machine, started here by hand. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { isAlive, ProgramUnderTest } from '../test/programs/program-under-test.ts';
import { checkout } from '../native/user-folder.ts';
import { agentLineSchema } from './trials/paths/remote/agent-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As sshd tells of a connection over loopback. */
const SSH_CONNECTION = '127.0.0.1 40000 127.0.0.1 22';

async function startAgent(args: readonly string[] = [], env: NodeJS.ProcessEnv = { SSH_CONNECTION }) {
  const agent = new ProgramUnderTest('runner/agent.ts', args, { TMPDIR: folder, ...env });
  return { agent, first: await agent.line() };
}

describe('an agent', () => {
  test('says first what it is, of which machine, and how programs are started there', async () => {
    const { agent, first } = await startAgent();
    await using _ = agent;
    expect(first.event).toBe('agent');
    expect(agentLineSchema.parse(first)).toMatchObject({
      identity: { node: process.versions.node, sources: expect.stringMatching(/^[0-9a-f]{64}$/) },
      programs: { node: process.execPath, folder: checkout, variables: { LC_ALL: 'C' } },
      address: '127.0.0.1',
    });
  });

  test('answers a line with a line, in order, and what it does not know with an error', async () => {
    const { agent } = await startAgent();
    await using _ = agent;
    for (const line of ['stay', 'time', 'throttled', `memory 4096 ${process.pid}`, 'describe', 'nonsense'])
      agent.say(line);
    expect(await agent.line()).toMatchObject({ event: 'time', time: { busyNs: expect.any(Number) } });
    expect(await agent.line()).toMatchObject({ event: 'throttled' });
    expect(await agent.line()).toMatchObject({
      event: 'memory',
      memory: { rssBytes: 4096, pssBytes: expect.any(Number) },
    });
    expect(await agent.line()).toMatchObject({ event: 'description', ends: [{ end: 'server', interface: 'lo' }] });
    expect(await agent.line()).toEqual({ event: 'error', line: 'nonsense', message: 'nonsense: unknown' });
  });

  test('says a word to whoever connects first, at the address where ssh came', async () => {
    const { agent } = await startAgent();
    await using _ = agent;
    const { port } = await agent.ask('listen open-sesame');
    expect(await text(connect(port as number, '127.0.0.1'))).toBe('open-sesame');
  });

  test('says so where that is no address of its own', async () => {
    const { agent } = await startAgent([], { SSH_CONNECTION: '203.0.113.1 1 203.0.113.9 22' });
    await using _ = agent;
    expect(await agent.ask('listen x')).toEqual({ event: 'listening', problem: 'it is no address of its own' });
  });

  test('started by hand, knows of no other end', async () => {
    const { agent, first } = await startAgent([], { SSH_CONNECTION: undefined });
    await using _ = agent;
    expect(first['address']).toBeNull();
    expect(await agent.ask('describe')).toEqual({ event: 'description', ends: [] });
  });

  test.each([
    ['is told to', (agent: ProgramUnderTest) => agent.say('stop')],
    ['its input ends', (agent: ProgramUnderTest) => agent.child.stdin?.end()],
    ['it is interrupted', (agent: ProgramUnderTest) => agent.child.kill('SIGTERM')],
    [
      'nobody reads it any more',
      (agent: ProgramUnderTest) => (agent.child.stdout?.destroy(), agent.child.stdin?.end()),
    ],
  ])('ends when %s, and leaves nothing', async (...[, end]) => {
    const { agent } = await startAgent();
    await using _ = agent;
    end(agent);
    expect(await agent.end()).toBe(0);
    // Of those that other tests have killed, the folders are left.
    expect(readdirSync(folder).filter((name) => name.includes(`-${agent.child.pid}-`))).toEqual([]);
  });

  test('ends when it hears nothing for too long', async () => {
    const { agent } = await startAgent(['--silence', '300ms']);
    await using _ = agent;
    expect(await agent.end()).toBe(0);
  });

  test('takes what was started beside it along, when that has not ended by itself', async () => {
    const { agent, first } = await startAgent();
    await using _ = agent;
    const { programs } = agentLineSchema.parse(first);
    const beside = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd: checkout });
    writeFileSync(join(programs.pids, '1'), `${beside.pid}\n`);
    agent.say('stop');
    beside.kill('SIGTERM');
    expect(await agent.end()).toBe(0);
    expect(isAlive(beside.pid ?? -1)).toBe(false);
  });
});
