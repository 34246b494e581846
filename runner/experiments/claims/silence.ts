/** Claim 15: how long it takes until somebody notices that the other side is gone without a word. */
import type { DeclaredClaim, ObservedArm, Predicted } from './claim.ts';

const lookMs = 2500;
const connections = 10;

const silenced = (
  name: string,
  parameters: Readonly<Record<string, string | number>>,
  takesMs: number,
): ObservedArm => ({
  name,
  setup: {
    observation: 'silence',
    parameters: { connections, lookMs, ...parameters },
    server: { model: 'event-loop', listen: 'own' },
    network: 'link',
    overlaps: true,
    takesMs,
  },
});

const nothing = silenced('nothing set', { way: 'nothing' }, lookMs);
const keepAlive = silenced('keep-alive, 1 s and one probe', { way: 'keep-alive' }, 2050);
const userTimeout = silenced('TCP_USER_TIMEOUT, 500 ms', { way: 'user-timeout' }, 950);
const idleTimeout = silenced('timeout of the application, 500 ms', { way: 'idle-timeout' }, 530);
/** What the time that is computed for the usual 15 can be checked by. */
const noRetries = silenced('nothing set, sending, tcp_retries2 of 0', { way: 'sending', retries: 0 }, 900);

/** What a server has stuck meanwhile, one model of each family. One that starts a worker first gets the time for that. */
const beside = (model: string, startsWorkers: boolean, takesMs: number): ObservedArm => ({
  name: `others, ${model}`,
  setup: {
    observation: 'beside-silent',
    parameters: { others: 2, lookMs: startsWorkers ? 5000 : 500 },
    server: { model },
    takesMs,
  },
});

const besideInTurn = beside('iterative', false, 520);
const besideInThreads = beside('thread-per-connection', true, 200);

const inVain = (what: string, { name: arm }: ObservedArm): Predicted => ({
  text: `there is not much that can be done about it: with ${what} as well, one of ten has noticed, or fewer`,
  of: { arm, metric: 'share' },
  most: 0.1,
});

export const silenceClaim: DeclaredClaim = {
  number: 15,
  name: 'silence',
  section: 'When Sockets Die',
  says: 'When the other side comes down hard, without a close, your socket is likely to hang: TCP waits a long, long time before it gives up on a connection. If you use threads, the entire thread is essentially dead, and there is not much you can do about it.',
  test: `${connections} connections to a server in another network namespace; after an exchange over each, whatever either end sends is lost. Who has noticed after ${lookMs / 1000} s, by what was set before; of those with nothing set, half wait for data and half send. And whether other clients are served meanwhile by a server of which one client is silent inside a message (that one is silent on purpose, over loopback: for the server it is the same).`,
  mechanism:
    'Silence is no event. One who waits for data sends nothing that could fail, and waits for ever. One who sends transmits again, at intervals that double up to 120 s, until tcp_retries2 (15) says that it is enough: in 924.6 s at the earliest, which is computed from that setting, and not measured. Keep-alive, TCP_USER_TIMEOUT and a timeout of the application each put an end to it as soon as they are told to.',
  sources: [
    'tcp(7): tcp_retries2, TCP_KEEPIDLE, TCP_USER_TIMEOUT',
    'Linux, Documentation/networking/ip-sysctl.rst: tcp_retries2',
    'net/ipv4/tcp_timer.c: tcp_model_timeout, tcp_keepalive_timer',
    'RFC 1122, sections 4.2.3.5 and 4.2.3.6',
    'RFC 5482',
  ],
  figures: { share: 'Connections that notice; of others: served', durationNs: 'Until they notice' },
  observed: [
    nothing,
    keepAlive,
    userTimeout,
    idleTimeout,
    noRetries,
    besideInTurn,
    beside('event-loop', false, 20),
    besideInThreads,
    beside('process-per-connection', true, 400),
  ],
  predictions: [
    {
      text: `a socket with nothing set hangs, whether it waits for data or sends: after ${lookMs / 1000} s one of ten has noticed, or fewer`,
      of: { arm: nothing.name, metric: 'share' },
      most: 0.1,
    },
    {
      text: 'the thread that waits is dead: with one thread for all connections in turn, fewer than half of the other clients are served',
      of: { arm: besideInTurn.name, metric: 'share' },
      most: 0.5,
    },
    {
      text: 'it is that thread alone: with a thread for each connection, at least half of the others are served',
      of: { arm: besideInThreads.name, metric: 'share' },
      least: 0.5,
    },
    inVain('keep-alive', keepAlive),
    inVain('TCP_USER_TIMEOUT', userTimeout),
    inVain('a timeout of the application', idleTimeout),
  ],
};
