package io.belay.heartbeat;

import io.belay.heartbeat.LoopClock.Pass;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The timeouts of one connection at its server, all by the loop clock: the first frame, a frame
 * that does not end, and silence, none of which is counted while the application reads nothing; and
 * how long a client may take to take its leave.
 */
final class ServerWatch extends FrameProgress {
  static final Duration MIN_SILENCE = Duration.ofSeconds(10);
  static final Duration MAX_SILENCE = Duration.ofMinutes(10);
  static final Duration SILENCE_WITHOUT_HELLO = Duration.ofSeconds(90);

  /** How long a client may take to close, once the socket took all that was said. */
  static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum Stage {
    /** No whole frame came yet. */
    SPEECHLESS,
    /** Frames come. */
    TALKING,
    /** All was said, and the socket has not taken it yet. */
    FLUSHING,
    /** Our FIN is out; the client's is awaited. */
    FAREWELL
  }

  private final LivenessLoop loop;
  private final ServerConnection connection;
  private final OutboundMeter meter;
  private final ServerOptions options;

  // Event loop only.
  private Stage stage = Stage.SPEECHLESS;
  private long stageSinceNanos;
  private long heardAtNanos;
  private long reapNanos;
  private boolean confirming;
  private long bytesTaken;

  ServerWatch(
      LivenessLoop loop, ServerConnection connection, OutboundMeter meter, ServerOptions options) {
    this.loop = loop;
    this.connection = connection;
    this.meter = meter;
    this.options = options;
    this.reapNanos = options.reapAfter().orElse(SILENCE_WITHOUT_HELLO).toNanos();
  }

  void start() {
    stageSinceNanos = loop.clock().nanos();
    heardAtNanos = stageSinceNanos;
    loop.join(this);
  }

  void stop() {
    loop.leave(this);
  }

  void bytesReceived(int bytes) {
    heardAtNanos = loop.clock().nanos();
    confirming = false;
    frameBytesReceived(bytes);
  }

  void frameReceived() {
    frameCompleted();
    if (stage == Stage.SPEECHLESS) {
      stage = Stage.TALKING;
    }
  }

  /** The client says how long it may be silent; believed within limits. */
  void declared(long silenceMillis) {
    if (options.reapAfter().isEmpty()) {
      Duration declared = Duration.ofMillis(silenceMillis);
      reapNanos = Ranges.clamp(declared, MIN_SILENCE, MAX_SILENCE).toNanos();
    }
  }

  /** Nothing more will be said: from now on the client must take what was. */
  void flushing() {
    enter(Stage.FLUSHING);
    bytesTaken = meter.bytesTaken();
  }

  /** The socket took everything, FIN included. */
  void farewell() {
    enter(Stage.FAREWELL);
  }

  private void enter(Stage next) {
    stage = next;
    stageSinceNanos = loop.clock().nanos();
  }

  @Override
  int look(long now, Pass pass, int ticks) {
    switch (stage) {
      case SPEECHLESS, TALKING -> {
        if (connection.readPaused()) {
          pauseWith(now);
        } else {
          listen(now, pass);
        }
      }
      case FLUSHING -> flush(now);
      case FAREWELL -> {
        if (now - stageSinceNanos >= FAREWELL_NANOS) {
          connection.close();
        }
      }
    }
    return 1;
  }

  /** What is not read is not missed: of all that is timed here, nothing moves on. */
  private void pauseWith(long now) {
    heardAtNanos = now;
    confirming = false;
    if (stage == Stage.SPEECHLESS) {
      stageSinceNanos += loop.clock().elapsedNanos();
    }
  }

  private void listen(long now, Pass pass) {
    boolean arrivesFast = frameArrivesFast(loop.clock().elapsedNanos());
    if (stage == Stage.SPEECHLESS
        && now - stageSinceNanos >= options.firstFrameTimeout().toNanos()
        && pass == Pass.ON_TIME) {
      connection.neverSpoke();
    } else if (!arrivesFast && frameMillis() >= options.slowFrameTimeout().toMillis()) {
      connection.frameTooSlow();
    } else if (now - heardAtNanos >= reapNanos) {
      silenceIsDue(pass);
    }
  }

  /** A slow reader is waited for, one that reads nothing only as long as for a slow frame. */
  private void flush(long now) {
    long taken = meter.bytesTaken();
    if (taken != bytesTaken) {
      bytesTaken = taken;
      stageSinceNanos = now;
    } else if (now - stageSinceNanos >= options.slowFrameTimeout().toNanos()) {
      connection.abort(CloseReason.CLOSED_BY_USER);
    }
  }

  /** One more look: a whole pass of the loop, on time, in which a read finds nothing. */
  private void silenceIsDue(Pass pass) {
    if (confirming && pass == Pass.ON_TIME) {
      connection.reap();
    } else {
      confirming = true;
    }
  }
}
