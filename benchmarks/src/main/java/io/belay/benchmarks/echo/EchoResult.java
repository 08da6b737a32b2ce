package io.belay.benchmarks.echo;

import io.belay.benchmarks.process.Conditions;
import java.util.List;

/**
 * The outcome of a run, as it stands in its JSON.
 *
 * @param conditions where and when
 * @param warmupSeconds the CPU time that each row used before the first round
 * @param measuredSeconds how long each row ran in a round
 * @param rows what came out, load by load
 */
record EchoResult(
    Conditions conditions, double warmupSeconds, double measuredSeconds, List<RowResult> rows) {}
