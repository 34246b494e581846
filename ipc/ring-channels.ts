/** Channels of two rings, which differ in where their memory is and how an end waits. */
import { libcSupported } from '../native/availability.ts';
import { closeSync } from 'node:fs';
import { firstDescriptor, mostBytes, type Channel, type ChannelSpec } from './channel.ts';
import { memoryBytes, ringEnd } from './ring-end.ts';
import { threadSleeper, type Sleeper, type Wait } from './wait.ts';

const inWords: Readonly<Record<Wait, string>> = {
  spin: 'an end that waits spins',
  block: 'an end that waits sleeps',
  hybrid: 'an end that waits spins for some µs, then sleeps',
};

const common = {
  family: 'shared-memory',
  carries: 'bytes',
  takesObjects: false,
  largestBytes: mostBytes,
} as const satisfies Partial<Channel>;

/** In a SharedArrayBuffer, between threads. */
export function sabRingChannel(wait: Wait): Channel {
  const sleeperOn = threadSleeper;
  return {
    ...common,
    name: `sab-ring-${wait}`,
    description: `a ring in a SharedArrayBuffer between two threads; ${inWords[wait]}${wait === 'spin' ? '' : ' (Atomics.wait)'}`,
    between: 'threads',
    spins: wait !== 'block',
    supports: () => ({ ok: true }),
    async meet(spec) {
      const memory = new SharedArrayBuffer(memoryBytes(spec));
      return {
        place: memory,
        near: async (far) => ringEnd(memory, spec, 'near', { wait, sleeperOn, isPeerAlive: () => far.isAlive() }),
        close: async () => {},
      };
    },
    join: async (memory: SharedArrayBuffer, spec, { isPeerAlive }) =>
      ringEnd(memory, spec, 'far', { wait, sleeperOn, isPeerAlive }),
  };
}

/** In memory that two processes have mapped (memfd_create(2), mmap(2)): it has no name, and nobody else can have it. */
export function shmRingChannel(wait: Wait): Channel {
  return {
    ...common,
    name: `shm-ring-${wait}`,
    description: `a ring in shared memory (mmap) between two processes; ${inWords[wait]}${wait === 'spin' ? '' : ' (futex)'}`,
    between: 'processes',
    spins: wait !== 'block',
    supports: () => libcSupported,
    async meet(spec) {
      const { createSharedMemory } = await import('../native/shared-memory.ts');
      const descriptor = createSharedMemory(memoryBytes(spec));
      let isOpen = true;
      const letGo = async () => {
        if (isOpen) closeSync(descriptor);
        isOpen = false;
      };
      return {
        place: null,
        descriptors: [descriptor],
        async near(far) {
          const memory = await mapped(descriptor, spec);
          await letGo();
          const sleeperOn = await futexSleepers();
          return ringEnd(memory, spec, 'near', { wait, sleeperOn, isPeerAlive: () => far.isAlive() });
        },
        close: letGo,
      };
    },
    async join(_, spec, { isPeerAlive }) {
      const memory = await mapped(firstDescriptor, spec);
      closeSync(firstDescriptor);
      return ringEnd(memory, spec, 'far', { wait, sleeperOn: await futexSleepers(), isPeerAlive });
    },
  };
}

async function mapped(descriptor: number, spec: ChannelSpec): Promise<ArrayBuffer> {
  const { mapSharedMemory } = await import('../native/shared-memory.ts');
  return mapSharedMemory(descriptor, memoryBytes(spec));
}

async function futexSleepers(): Promise<(words: Int32Array) => Sleeper> {
  const { futexOf } = await import('../native/futex.ts');
  return (words) => {
    const futex = futexOf(words.buffer as ArrayBuffer);
    const first = words.byteOffset / 4;
    return {
      sleep: (word, value, timeoutMs) => futex.wait(first + word, value, timeoutMs),
      wake: (word) => futex.wake(first + word),
    };
  };
}
