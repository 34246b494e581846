/** Mixed requests against real servers: who waits is told by class, and a server that does not do a class is found out. */
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { driverNames, drivers } from '../../clients/drivers/index.ts';
import type { ClaimedClass } from '../../clients/limits.ts';
import { monotonicNs } from '../../clients/load.ts';
import { LocalLoad } from '../../clients/local-load.ts';
import type { ReportLine } from '../../clients/report.ts';
import { parseLoadCommand } from '../../clients/spec.ts';
import { formatEndpoint, type Endpoint } from '../../protocol/endpoint.ts';
import { workedFrom } from '../../protocol/stamp.ts';
import { chosen } from '../conformance/selection.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const carriers = driverNames.filter((name) => drivers[name].supported.ok);
const connections = 4;
const bytes = 64;

function startClient(endpoint: Endpoint, args: readonly string[]): ProgramUnderTest {
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  const brief = ['--warmup', '500req,200ms', '--connections', String(connections), '--duration', '400ms'];
  const connect = ['--connect', formatEndpoint(endpoint), '--bytes', String(bytes)];
  return new ProgramUnderTest('clients/main.ts', [...connect, ...framing, ...brief, ...args]);
}

async function reportOf(client: ProgramUnderTest): Promise<ReportLine> {
  const report = await client.line();
  expect(report).toMatchObject({ event: 'report' });
  expect(await client.end()).toBe(0);
  return report as unknown as ReportLine;
}

/** All that was counted is in a class, and each class is as large as its share says. */
function expectShares(report: ReportLine, classes: readonly ClaimedClass[], depth = 1): void {
  const total = report.evidence.slices.reduce((sum, { messages }) => sum + messages, 0);
  expect(classes.reduce((sum, { messages }) => sum + messages, 0)).toBe(total);
  for (const { share, messages } of classes) {
    const expected = (total * share) / 100;
    // Six standard deviations of a binomial count, and the requests that either end of the window cuts off.
    const most = 6 * Math.sqrt(expected * (1 - share / 100)) + 2 * depth * connections;
    expect(Math.abs(messages - expected), `${share} %`).toBeLessThan(most);
  }
}

function expectAllLatencies({ serviceTime }: ReportLine, classes: readonly ClaimedClass[]): void {
  const counted = classes.reduce((sum, one) => sum + (one.serviceTime?.count ?? 0), 0);
  expect(counted).toBe(serviceTime?.count);
}

const least = ({ serviceTime }: ClaimedClass): number =>
  decodeFromCompressedBase64(serviceTime?.histogram ?? '', 64, false).minNonZeroValue;

const heavyRounds = 100_000;
/**
 * No processor does it faster: each byte of a round waits for the one before, an exclusive or of one cycle and a
 * multiplication of three, at no more than 7 GHz.
 */
const leastHeavyNs = (heavyRounds * (bytes - workedFrom) * (1 + 3)) / 7;

describe('light and heavy requests', () => {
  const short = ['--requests-per-connection', '20'];
  const mixtures = carriers.flatMap((driver) =>
    [1, 2].flatMap((clients) => [
      { driver, clients, args: [] },
      { driver, clients, args: short },
    ]),
  );
  // Drivers and processes do not know of each other.
  const few = [
    ...carriers.map((driver) => ({ driver, clients: 1, args: short })),
    ...carriers.slice(0, 1).map((driver) => ({ driver, clients: 2, args: [] })),
  ];
  test.each(chosen(mixtures, few))(
    '$clients processes, $driver, $args: every class has its own latencies',
    async ({ driver, clients, args }) => {
      const { server, endpoint } = await startServer('event-loop', ['--service', 'work:payload']);
      await using _ = server;
      const mix = ['--service', `mix:99*10,1*${heavyRounds}`, '--driver', driver, '--clients', String(clients)];
      await using client = startClient(endpoint, [...mix, ...args]);
      const report = await reportOf(client);
      const [light, heavy] = report.perClass as readonly [ClaimedClass, ClaimedClass];
      expect(light).toMatchObject({ share: 99, iterations: 10 });
      expect(heavy).toMatchObject({ share: 1, iterations: heavyRounds });
      expect(least(heavy)).toBeGreaterThanOrEqual(leastHeavyNs);
      // At most three light requests wait for a heavy one, and 99 of 100 are light.
      expect(light.serviceTime?.p50Ns).toBeLessThan(least(heavy));
      expectShares(report, [light, heavy]);
      expectAllLatencies(report, [light, heavy]);
    },
  );

  test.each([1, 2])('%d processes count every class as often as its share says', async (clients) => {
    const { server, endpoint } = await startServer('thread-offload', ['--service', 'work:payload']);
    await using _ = server;
    const mix = ['--service', 'mix:60*1,29.5*0,10*30,0.5*200', '--clients', String(clients), '--shape', 'closed:8'];
    await using client = startClient(endpoint, mix);
    const report = await reportOf(client);
    const classes = report.perClass ?? [];
    expect(classes.map(({ iterations }) => iterations)).toEqual([1, 0, 30, 200]);
    expectShares(report, classes, 8);
    expectAllLatencies(report, classes);
  });
});

test.each(carriers)('%s: whoever waits for a server that has stopped does so in their class too', async (driver) => {
  const { server, endpoint, pid } = await startServer('event-loop', ['--service', 'work:payload']);
  await using _ = server;
  const mix = ['--service', 'mix:80*10,20*100', '--shape', 'open:500', '--driver', driver, '--framing', 'length-u32'];
  const connect = ['--connect', formatEndpoint(endpoint), '--connections', String(connections)];
  const deadlineMs = 1000;
  const load = new LocalLoad(parseLoadCommand([...connect, ...mix]).load, await drivers[driver].open(), deadlineMs);
  await load.connect();
  await load.slice(300, monotonicNs());
  process.kill(pid, 'SIGSTOP');
  const { open } = await load.slice(300, monotonicNs());
  const { perClass = [], responseTime } = await load.report();
  load.close();
  process.kill(pid, 'SIGCONT');
  expect(open).toMatchObject({ answered: 0, unanswered: open?.scheduled });
  for (const { messages, serviceTime, responseTime: ofClass } of perClass) {
    expect(serviceTime?.count).toBe(ofClass?.count);
    expect(ofClass?.count).toBeGreaterThan(messages);
    expect(ofClass?.maxNs).toBeGreaterThanOrEqual(deadlineMs * 1e6);
  }
  expect(perClass.reduce((sum, one) => sum + (one.responseTime?.count ?? 0), 0)).toBe(responseTime?.count);
  expect(perClass.reduce((sum, { messages }) => sum + messages, 0)).toBe(
    (responseTime?.count ?? 0) - (open?.scheduled ?? 0),
  );
});

test('where nothing is mixed nothing is said of classes', async () => {
  const { server, endpoint } = await startServer('event-loop', ['--service', 'work:10']);
  await using _ = server;
  await using client = startClient(endpoint, ['--service', 'work:10']);
  expect(await reportOf(client)).not.toHaveProperty('perClass');
});

test.each(['length-u32', 'until-close'])(
  '%s: a server that does one class of eight wrong is found out before anything is measured',
  async (framing) => {
    // It does ten rounds, whatever it is asked for: right for seven of the eight classes.
    const { server, endpoint } = await startServer('event-loop', ['--framing', framing, '--service', 'work:10']);
    await using _ = server;
    const mix = `mix:${'14*10,'.repeat(7)}2*11`;
    await using client = startClient(endpoint, ['--framing', framing, '--service', mix]);
    const message = expect.stringMatching(
      `^verification: reply \\d is wrong at byte [0-3]: .*may differ from ours, ${framing} and work:payload`,
    );
    expect(await client.line()).toMatchObject({ event: 'failure', phase: 'verify', message });
    expect(await client.end()).toBe(1);
  },
);

test.each(['delimited', 'until-close', 'type-tagged'])('a mixture is carried by %s', async (framing) => {
  const { server, endpoint } = await startServer('event-loop', ['--framing', framing, '--service', 'work:payload']);
  await using _ = server;
  await using client = startClient(endpoint, ['--framing', framing, '--service', 'mix:75*1,25*50']);
  const report = await reportOf(client);
  expectShares(report, report.perClass ?? []);
});

test.each([
  ['clients/main.ts', ['--service', 'mix:97*10,1*5'], '--service mix:97*10,1*5: shares add up to 98, not 100;'],
  ['clients/main.ts', ['--service', 'mix:100*10'], '--service mix:100*10: use 2 to 8 classes'],
  ['clients/main.ts', ['--service', 'mix:50*1,50*2', '--bytes', '15'], '--bytes 15 with --service mix: use 16 bytes'],
  [
    'clients/main.ts',
    ['--service', 'mix:50*1,50*2', '--framing', 'raw'],
    '--service mix:50*1,50*2: raw has no messages',
  ],
  ['clients/main.ts', ['--service', 'work:payload'], 'does not say what each request asks for; use work:N, or mix:'],
  ['servers/main.ts', ['--service', 'mix:50*1,50*2'], '--service mix:50*1,50*2: use echo, work:N'],
])('%s refuses %j', async (entry, args, message) => {
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  const rest = entry.startsWith('servers') ? ['--model', 'event-loop'] : ['--connect', '127.0.0.1:1'];
  await using program = new ProgramUnderTest(entry, [...rest, ...framing, ...args]);
  expect(await program.end()).toBe(2);
  expect(program.stderr).toContain(message);
});

test('where no server listens, the command starts one that takes the rounds from the requests', async () => {
  await using client = startClient({ kind: 'unix', path: '/tmp/no/such/socket' }, ['--service', 'mix:50*1,50*2']);
  const message = expect.stringContaining('--framing length-u32 --service work:payload --listen unix:');
  expect(await client.line()).toMatchObject({ event: 'failure', phase: 'connect', message });
  expect(await client.end()).toBe(1);
});
