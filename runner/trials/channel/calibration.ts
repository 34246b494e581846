/** What the calibration of channel trials finds out: how long a program with both ends takes to start on this machine. */
import { z } from 'zod';

export const calibrationSchema = z
  .object({
    /** Absent where none could be started, and of results from before it was measured. */
    startMs: z.number().positive().optional(),
  })
  .readonly();

export type ChannelCalibration = z.infer<typeof calibrationSchema>;
