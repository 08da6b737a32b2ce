package io.belay.benchmarks.echo;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came out for a row and a load.
 *
 * @param row the row's label
 * @param shape the load
 * @param rounds one measurement a round
 */
record RowResult(String row, Shape shape, List<Measurement> rounds) {

  /** The median over the rounds. */
  double median(ToDoubleFunction<Measurement> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  /**
   * The median of the ratios to another row, round by round: what disturbs the machine for longer
   * than a round disturbs both.
   */
  double ratioTo(RowResult other, ToDoubleFunction<Measurement> figure) {
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
