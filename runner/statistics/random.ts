/** Random orders, by the generator that clients draw their schedules from. */
import type { Random } from '../../protocol/random.ts';

/** A copy in random order, all orders equally likely (Fisher–Yates in Durstenfeld's form, CACM 7(7), 1964). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}
