/** All observations. A new one is its file and one line here. Nothing of it is loaded before it is opened: a plan asks off Linux too. */
import { libcSupported } from '../native/availability.ts';
import type { Supported } from '../protocol/framing/framing.ts';
import type { RegisteredObservation } from './observation.ts';

export const observations = {
  'ascii-or-binary': { needs: 'node', load: async () => (await import('./ascii-or-binary.ts')).asciiOrBinary },
  backlog: { needs: 'libc', load: async () => (await import('./backlog.ts')).backlog },
  'beside-silent': { needs: 'node', load: async () => (await import('./beside-silent.ts')).besideSilent },
  'blocked-workers': { needs: 'libc', load: async () => (await import('./blocked-workers.ts')).blockedWorkers },
  'blocking-send': { needs: 'libc', load: async () => (await import('./blocking-send.ts')).blockingSend },
  close: { needs: 'libc', load: async () => (await import('./close.ts')).close },
  connect: { needs: 'node', load: async () => (await import('./connect.ts')).connect },
  'first-recv': { needs: 'libc', load: async () => (await import('./first-recv.ts')).firstRecv },
  'half-close': { needs: 'node', load: async () => (await import('./half-close.ts')).halfClose },
  'half-open': { needs: 'node', load: async () => (await import('./half-open.ts')).halfOpen },
  'host-name': { needs: 'node', load: async () => (await import('./host-name.ts')).hostName },
  'kernel-cork': { needs: 'libc', load: async () => (await import('./kernel-cork.ts')).kernelCork },
  kill: { needs: 'libc', load: async () => (await import('./kill.ts')).kill },
  'one-chunk': { needs: 'libc', load: async () => (await import('./one-chunk.ts')).oneChunk },
  'partial-send': { needs: 'libc', load: async () => (await import('./partial-send.ts')).partialSend },
  polling: { needs: 'libc', load: async () => (await import('./polling.ts')).polling },
  readability: { needs: 'libc', load: async () => (await import('./readability.ts')).readability },
  silence: { needs: 'libc', load: async () => (await import('./silence.ts')).silence },
  'split-headers': { needs: 'libc', load: async () => (await import('./split-headers.ts')).splitHeaders },
  'two-writes': { needs: 'node', load: async () => (await import('./two-writes.ts')).twoWrites },
  unflushed: { needs: 'node', load: async () => (await import('./unflushed.ts')).unflushed },
  writability: { needs: 'libc', load: async () => (await import('./writability.ts')).writability },
} as const satisfies Record<string, RegisteredObservation>;

export type ObservationName = keyof typeof observations;
export const observationNames = Object.keys(observations) as readonly ObservationName[];

export function supports(name: ObservationName): Supported {
  return observations[name].needs === 'libc' ? libcSupported : { ok: true };
}
