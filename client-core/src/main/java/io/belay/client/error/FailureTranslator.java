package io.belay.client.error;

/** Turns whatever was thrown into the failure that it means. */
public final class FailureTranslator {
  private FailureTranslator() {}

  /**
   * Turns whatever was thrown into the failure that it means. Total, without I/O, and safe on any
   * thread.
   *
   * @param thrown what was thrown; a failure of our own comes back with the context given
   * @param context the circumstances
   * @return the failure, with what was thrown as its cause
   */
  public static BelayException translate(Throwable thrown, FailureContext context) {
    return thrown instanceof BelayException failure
        ? failure.withContext(context)
        : new ConnectionLostException(ErrnoReading.UNKNOWN, context, thrown);
  }
}
