/** A thread that waits until descriptors can be read, takes what it is told of, and counts how often there was nothing. */
import { constants } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { lastErrno, systemError } from '../native/libc.ts';
import { controlEpoll, createEpoll, epollBits, epollEvent, epollWait, readyCount } from '../native/readiness.ts';
import { acceptConnection, close, MSG_DONTWAIT, recv } from '../native/sockets.ts';
import { sleep } from '../native/sleep.ts';
import { awaitReadable } from './await-readable.ts';
import { word, type WatcherStart } from './watcher-messages.ts';

/** It looks whether it is to end even where nobody wakes it. Seldom: who looks is told of what another one is about to take. */
const lookMs = 1000;

const { descriptors, take, call, wake, laterMs, counters } = workerData as WatcherStart;
const counts = new Int32Array(counters);
const input = new Uint8Array(4096);
const watched = new Set(descriptors);
const epoll = call === 'poll' ? null : createEpoll();
const events = new Int32Array(epollEvent.words * (descriptors.length + 1));
if (epoll !== null) {
  const bits = epollBits.readable | (call === 'epoll-exclusive' ? epollBits.exclusive : 0);
  for (const fd of descriptors) controlEpoll(epoll, 'add', fd, bits);
  controlEpoll(epoll, 'add', wake, epollBits.readable);
}

parentPort?.postMessage('watching');
while (Atomics.load(counts, word.stop) === 0) {
  change(word.waiting, 1);
  const ready = wait();
  change(word.waiting, -1);
  for (const fd of ready) {
    if (fd === wake) continue;
    Atomics.add(counts, word.readable, 1);
    if (laterMs > 0) sleep(laterMs);
    if (take === 'accept') accept(fd);
    else receive(fd);
  }
}
if (epoll !== null) close(epoll);

function wait(): Iterable<number> {
  if (epoll === null) return awaitReadable([...watched, wake], lookMs);
  const ready = readyCount('epoll_wait', epollWait(epoll, events, descriptors.length + 1, lookMs));
  return Array.from({ length: ready }, (_, at) => events[at * epollEvent.words + epollEvent.dataWord] as number);
}

function accept(listener: number): void {
  const fd = acceptConnection(listener, 'non-blocking');
  if (fd === -1) missed('accept');
  else {
    close(fd);
    change(word.taken, 1);
  }
}

function receive(fd: number): void {
  const received = recv(fd, input, input.length, MSG_DONTWAIT);
  if (received === -1) missed('recv');
  else if (received > 0) change(word.taken, received);
  else {
    watched.delete(fd);
    if (epoll !== null) controlEpoll(epoll, 'remove', fd, 0);
    Atomics.add(counts, word.ended, 1);
  }
}

function missed(name: string): void {
  if (lastErrno() !== constants.errno.EAGAIN) throw systemError(name);
  Atomics.add(counts, word.nothing, 1);
}

function change(place: number, amount: number): void {
  Atomics.add(counts, place, amount);
  Atomics.notify(counts, place);
}
