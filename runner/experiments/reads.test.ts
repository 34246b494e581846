import { describe, expect, test } from 'vitest';
import { chunkExperiment } from './chunk.ts';
import { churnExperiment } from './churn.ts';
import type { Experiment, Read } from './experiment.ts';
import { ipcExperiment } from './ipc.ts';
import { withReads } from './reads.ts';

const processors = { cpus: [0, 1], topology: { packages: 1, cores: 2, threads: 2, numaNodes: 1 } } as never;
const registry: Readonly<Record<string, Experiment>> = {
  churn: churnExperiment,
  chunk: chunkExperiment,
  ipc: ipcExperiment,
};

function reading(reads: readonly Read[]): Experiment {
  return { ...chunkExperiment, name: 'reader', reads };
}

const read = (experiment: string, group: string, arm: string): Read => ({ experiment, group, arm });

describe('an experiment that reads from others', () => {
  const parts = withReads(
    [
      reading([
        read('chunk', 'epoll-loop', '4096 B'),
        read('ipc', 'apart', 'pipe'),
        read('churn', '10 connections at once', 'event-loop'),
      ]),
    ],
    registry,
  );
  const part = (name: string) => parts.find((one) => one.name === name);

  test('has what it reads before it, in the order of the registry', () => {
    expect(parts.map(({ name }) => name)).toEqual(['churn', 'chunk', 'ipc', 'reader']);
  });

  test('has the arms that it reads, and the baseline beside them', () => {
    const arms = part('chunk')
      ?.groups('quick', processors)
      .map((group) => group.arms.map(({ name, compared }) => [name, compared]));
    expect(arms).toEqual([
      [
        ['4096 B', true],
        ['8192 B', false],
      ],
    ]);
  });

  test.each([
    ['churn', 4],
    ['chunk', 4],
    ['ipc', 2],
  ])('has %s in %i slices in a quick run', (name, quick) => {
    expect(part(name)?.slices).toEqual(expect.objectContaining({ quick }));
  });

  test('has as many slices as they always have in other profiles', () => {
    expect(part('churn')?.slices).toEqual({ smoke: 16, quick: 4, standard: 16, rigorous: 16 });
    expect(part('chunk')?.slices).toEqual({ quick: 4 });
  });
});

test('what the user asked for is measured as it always is', () => {
  const [chunk] = withReads([chunkExperiment, reading([read('chunk', 'epoll-loop', '4096 B')])], registry);
  expect(chunk).toBe(chunkExperiment);
});
