package io.belay.benchmarks.idle;

/**
 * What one row's connections cost in one round.
 *
 * @param pings how many PINGs the server got
 * @param processCpuMicros CPU time of the client's process for each of them, with its PONG
 * @param loopCpuMicros that of its event loop's thread
 * @param heapBytes heap a connection
 * @param directBytes direct memory a connection
 */
record IdleRound(
    long pings,
    double processCpuMicros,
    double loopCpuMicros,
    double heapBytes,
    double directBytes) {

  double bytes() {
    return heapBytes + directBytes;
  }
}
