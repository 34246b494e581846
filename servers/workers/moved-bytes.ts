/** From here on a payload is moved to the thread that computes on it, and back; below, copying it costs less. */
export const movedBytes = 32_768;
