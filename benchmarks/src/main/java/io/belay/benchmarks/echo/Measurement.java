package io.belay.benchmarks.echo;

/**
 * What one client did in one round.
 *
 * @param requests how many answers came
 * @param seconds in how long
 * @param clientCpuSeconds the CPU time of the client's process
 * @param serverCpuSeconds the CPU time of the server's process
 * @param allocatedBytes what the client allocated on its heap
 * @param p50Micros half of the answers came sooner
 * @param p99Micros 99 of 100 came sooner
 * @param p999Micros 999 of 1000 came sooner
 * @param maxMicros all of them that were timed came sooner
 */
record Measurement(
    long requests,
    double seconds,
    double clientCpuSeconds,
    double serverCpuSeconds,
    long allocatedBytes,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double maxMicros) {

  double requestsPerSecond() {
    return requests / seconds;
  }

  double cpuMicrosPerRequest() {
    return clientCpuSeconds * 1e6 / requests;
  }

  double serverCpuMicrosPerRequest() {
    return serverCpuSeconds * 1e6 / requests;
  }

  double bytesPerRequest() {
    return (double) allocatedBytes / requests;
  }
}
