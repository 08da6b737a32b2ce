package io.belay.benchmarks.idle;

import io.belay.benchmarks.process.Conditions;
import java.util.List;

/**
 * The outcome of a run, as it stands in its JSON.
 *
 * @param conditions where and when
 * @param connections how many each row held
 * @param measuredSeconds how long each row was measured in a round
 * @param rows what came out
 */
record IdleReport(
    Conditions conditions, int connections, double measuredSeconds, List<IdleResult> rows) {}
