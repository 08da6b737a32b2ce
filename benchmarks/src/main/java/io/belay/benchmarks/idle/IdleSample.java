package io.belay.benchmarks.idle;

/**
 * What a client's process has used at one moment.
 *
 * @param processCpuSeconds the CPU time of all its threads, to 10 ms
 * @param loopCpuSeconds the CPU time of its event loop's thread
 * @param heapBytes what a full collection left of the heap, without what was there before
 * @param directBytes its direct memory, without what was there before
 */
record IdleSample(
    double processCpuSeconds, double loopCpuSeconds, long heapBytes, long directBytes) {}
