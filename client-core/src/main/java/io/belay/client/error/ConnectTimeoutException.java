package io.belay.client.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No connection became usable in time. {@link #stage()} says what was waited for. */
@SuppressWarnings("serial")
public final class ConnectTimeoutException extends BelayException {

  /** Who gave up, and on what. */
  public enum Stage {
    /** The kernel: its SYNs went unanswered until it stopped repeating them (ETIMEDOUT). */
    KERNEL,
    /** Our timer: the name was not resolved, or the peer's kernel had not accepted yet. */
    TIMER,
    /** Our timer: connected, but the protocol's opening dialogue, a login say, did not end. */
    OPEN,
    /** Our timer: connected, but the first PONG did not come. */
    READY
  }

  private final Stage stage;
  private final Optional<Duration> after;

  ConnectTimeoutException(
      Stage stage,
      Optional<Duration> after,
      ErrnoReading reading,
      FailureContext context,
      @Nullable Throwable cause) {
    super(summary(stage, after), remedy(stage), reading, context, cause);
    this.stage = stage;
    this.after = after;
  }

  /**
   * What was waited for.
   *
   * @return the stage
   */
  public Stage stage() {
    return stage;
  }

  /**
   * How long was waited.
   *
   * @return empty where the kernel gave up and did not say when
   */
  public Optional<Duration> after() {
    return after;
  }

  @Override
  ConnectTimeoutException copy(FailureContext newContext) {
    return new ConnectTimeoutException(stage, after, reading(), newContext, getCause());
  }

  private static String summary(Stage stage, Optional<Duration> after) {
    String what =
        switch (stage) {
          case KERNEL, TIMER -> "Connect timed out";
          case OPEN -> "Connected, but the opening dialogue did not end";
          case READY -> "Connected, but no PONG came";
        };
    return after.map(time -> what + " within " + FailureMessage.time(time)).orElse(what);
  }

  private static String remedy(Stage stage) {
    return switch (stage) {
      case KERNEL, TIMER ->
          "Something drops packets without a word: see firewalls and security groups on the path, "
              + "whether the host is up, and whether the listener's queue is full "
              + "(ss -ltn and nstat -az TcpExtListenOverflows on its host).";
      case OPEN ->
          "The port accepts but the peer does not go through with the login or greeting: see whether "
              + "the server process is frozen or overloaded, and whether it speaks this protocol.";
      case READY ->
          "The port accepts but the application does not answer: see whether the server process is "
              + "frozen, overloaded or something else, and whether it speaks this protocol.";
    };
  }
}
