/** What is known of each class of a mixture, and that several processes together know the same. */
import { expect, test } from 'vitest';
import { addClassReports, ClassRecords } from './class-records.ts';

const classes = [
  { share: 99, iterations: 10 },
  { share: 1, iterations: 100_000 },
];

type Reply = readonly [requestClass: number, ns: number];

function record(replies: readonly Reply[], beyondLatencies: readonly number[] = []): ClassRecords {
  const records = new ClassRecords(classes);
  for (const [requestClass, ns] of replies) {
    records.count(requestClass);
    records.record(requestClass, ns);
  }
  for (const requestClass of beyondLatencies) records.count(requestClass);
  return records;
}

test('a class has its replies and its latencies, and none of another', async () => {
  const replies: Reply[] = [
    [0, 1000],
    [0, 2000],
    [1, 5_000_000],
  ];
  const [light, heavy] = await record(replies, [0, 1, 1]).report();
  expect(light).toMatchObject({ share: 99, iterations: 10, messages: 3, serviceTime: { count: 2, p50Ns: 1000 } });
  expect(heavy).toMatchObject({ share: 1, iterations: 100_000, messages: 3, serviceTime: { count: 1 } });
});

test('a class without latencies has no service time', async () => {
  const [light, heavy] = await record([[0, 1000]], [1]).report();
  expect(light?.serviceTime?.count).toBe(1);
  expect(heavy).toEqual({ share: 1, iterations: 100_000, messages: 1 });
});

test('what was warm-up is forgotten', async () => {
  const records = record([[0, 1000]]);
  records.clear();
  expect(await records.report()).toEqual(classes.map((one) => ({ ...one, messages: 0 })));
});

test('several processes add up to the counts and the histogram of one that had seen all replies', async () => {
  const parts: Reply[][] = [
    [
      [0, 1000],
      [1, 5_000_000],
    ],
    [[0, 3000]],
    [
      [0, 4_000_000],
      [0, 1001],
      [0, 1002],
    ],
  ];
  const reports = await Promise.all(parts.map((replies) => record(replies, [1]).report()));
  const sum = await addClassReports(reports);
  const whole = await record(parts.flat(), [1, 1, 1]).report();
  for (const [index, { messages, serviceTime }] of whole.entries()) {
    const { count, histogram, p50Ns, p99Ns, p999Ns } = serviceTime as NonNullable<typeof serviceTime>;
    expect(sum?.[index]).toMatchObject({
      ...classes[index],
      messages,
      serviceTime: { count, histogram, p50Ns, p99Ns, p999Ns },
    });
  }
});

test('of loads that mix nothing there is nothing to add', async () => {
  expect(await addClassReports([undefined, undefined])).toBeUndefined();
});
