/** The latencies of a load under the names that files and tags of a log have; the one that counts for it first. Pure. */

/** As a client reports them, and as a record stores them. */
export interface Latencies<Latency> {
  readonly responseTime?: Latency | undefined;
  readonly serviceTime?: Latency | undefined;
  readonly sendLag?: Latency | undefined;
  /** Of a mixture. */
  readonly perClass?:
    | readonly ({ readonly share: number; readonly iterations: number } & Pick<
        Latencies<Latency>,
        'responseTime' | 'serviceTime'
      >)[]
    | undefined;
}

/** In an open loop that is the response time, in a closed one, which has no other, the service time. */
export function nameLatencies<Latency>(of: Latencies<Latency>): { readonly name: string; readonly latency: Latency }[] {
  const { responseTime, serviceTime, sendLag, perClass = [] } = of;
  const named: (readonly [string, Latency | undefined])[] = [
    ['response', responseTime],
    ['service', serviceTime],
    ['send-lag', sendLag],
    ...perClass.flatMap(({ share, iterations, ...times }) => {
      const name = `${share}-percent-with-${iterations}-rounds`;
      return [
        [`${name}-response`, times.responseTime],
        [`${name}-service`, times.serviceTime],
      ] as const;
    }),
  ];
  return named.flatMap(([name, latency]) => (latency === undefined ? [] : [{ name, latency }]));
}
