package io.belay.benchmarks.idle;

import io.belay.benchmarks.process.Cpus;
import java.time.Duration;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param rows the rows; the first is what the others are compared to
 * @param connections how many each holds
 * @param ports how many ports they go to
 * @param rounds how often each row is measured, the rows in turn
 * @param spread over how long connections are opened, and so their PINGs are spread
 * @param warmup how long a row runs before it is measured
 * @param measured how long it is measured
 * @param cpus the processors of the two ends
 */
record IdlePlan(
    List<IdleRow> rows,
    int connections,
    int ports,
    int rounds,
    Duration spread,
    Duration warmup,
    Duration measured,
    Cpus cpus) {}
