package io.belay.client;

/**
 * How many retries a client may make, so that a service in trouble is not buried under them: where
 * everything fails, three attempts each would be three times the load.
 *
 * <p>A retry costs one token. Every request that a connection takes brings {@code ratio} of one,
 * every second {@code perSecond}. Tokens that are not spent fade, to 37 % in ten seconds, so that
 * never more than ten seconds' worth of them is there; a client begins with those of {@code
 * perSecond}. Without a token the failure stands, at once. What certainly was not sent and goes to
 * another connection without a wait costs none.
 *
 * @param ratio tokens for each request; 0 to 10. Default: 0.2, so that retries add at most a fifth
 *     to the load
 * @param perSecond tokens for each second, whatever is sent; 0 to 1000000. Default: 10, so that a
 *     client with few requests can repeat them all
 */
public record RetryBudget(double ratio, double perSecond) {
  private static final double MAX_RATIO = 10;
  private static final double MAX_PER_SECOND = 1_000_000;

  /** 20 %, and 10 a second. */
  public static final RetryBudget DEFAULT = new RetryBudget(0.2, 10);

  private static final RetryBudget UNLIMITED =
      new RetryBudget(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * Refuses values out of range, by name.
   *
   * @param ratio see above
   * @param perSecond see above
   */
  public RetryBudget {
    if (ratio != Double.POSITIVE_INFINITY || perSecond != Double.POSITIVE_INFINITY) {
      Refuse.outside("ratio", ratio, 0, MAX_RATIO);
      Refuse.outside("perSecond", perSecond, 0, MAX_PER_SECOND);
    }
  }

  /**
   * No limit but the retry's own: for a client whose servers are protected by something else.
   *
   * @return the budget without a limit, whose numbers are infinite
   */
  public static RetryBudget unlimited() {
    return UNLIMITED;
  }

  /**
   * Whether this is {@link #unlimited()}.
   *
   * @return whether there is no limit
   */
  public boolean isUnlimited() {
    return ratio == Double.POSITIVE_INFINITY;
  }

  /**
   * This budget with another {@code ratio}.
   *
   * @param ratio 0 to 10
   * @return the copy
   */
  public RetryBudget withRatio(double ratio) {
    return new RetryBudget(ratio, perSecond);
  }

  /**
   * This budget with another {@code perSecond}.
   *
   * @param perSecond 0 to 1000000
   * @return the copy
   */
  public RetryBudget withPerSecond(double perSecond) {
    return new RetryBudget(ratio, perSecond);
  }
}
