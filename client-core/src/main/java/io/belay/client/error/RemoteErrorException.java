package io.belay.client.error;

/** The peer answered the request, or the opening dialogue of a connection, with an error. */
@SuppressWarnings("serial")
public final class RemoteErrorException extends BelayException {
  /** Codes below this one refuse a request before it is processed. */
  static final long FIRST_APPLICATION_CODE = 256;

  /** The wire format allows 1 KiB; what comes from elsewhere is cut to as much. */
  static final int TEXT_LIMIT = 1024;

  private final long code;
  private final String text;

  RemoteErrorException(long code, String text, FailureContext context) {
    super(
        "Peer answered with error "
            + Long.toUnsignedString(code)
            + (text.isEmpty() ? "" : ": " + PlainText.cut(text, 200)),
        remedy(code, context.phase()),
        ErrnoReading.NONE,
        context,
        null);
    this.code = code;
    this.text = PlainText.cut(text, TEXT_LIMIT);
  }

  /**
   * The peer's code: below 256 it refused the request before processing it, from 256 on its
   * application failed it.
   *
   * @return an unsigned 32-bit number
   */
  public long code() {
    return code;
  }

  /**
   * What the peer said to people.
   *
   * @return at most 1024 characters without control characters, possibly empty
   */
  public String text() {
    return text;
  }

  /** Refused credentials stay so. */
  @Override
  public boolean permanent() {
    return phase() == Phase.OPEN && !isRefusal(code);
  }

  private static String remedy(long code, Phase phase) {
    if (phase == Phase.OPEN) {
      return "The server refuses the connection: see the credentials, what they may do, how many "
          + "clients it takes, and its log.";
    }
    return isRefusal(code)
        ? "The server refused the request unprocessed: see its load and its log; it is safe to "
            + "send again, to another server if there is one."
        : "The server's application failed the request: see its log for this code.";
  }

  static boolean isRefusal(long code) {
    return Long.compareUnsigned(code, FIRST_APPLICATION_CODE) < 0;
  }

  @Override
  RemoteErrorException copy(FailureContext newContext) {
    return new RemoteErrorException(code, text, newContext);
  }
}
