package io.belay.benchmarks.idle;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came out for a row.
 *
 * @param row the row's label
 * @param rounds one measurement a round
 */
record IdleResult(String row, List<IdleRound> rounds) {

  /** The median over the rounds. */
  double median(ToDoubleFunction<IdleRound> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  /** The median of the ratios to another row, round by round, as they were measured in turn. */
  double ratioTo(IdleResult other, ToDoubleFunction<IdleRound> figure) {
    double[] ratios = new double[rounds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(other.rounds().get(i));
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
