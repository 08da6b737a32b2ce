package io.belay.client.internal;

import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException;
import io.belay.client.error.Phase;
import io.belay.client.protocol.Dialogue;
import io.belay.client.protocol.Wire;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a connected socket and a connection that is ready: TLS, the protocol's
 * dialogue, and the first answered probe. Says how far it is, and what went wrong if it comes no
 * further. Event loop only.
 */
final class Opening implements Dialogue {

  /** The connection around it. */
  interface Host {
    /** The dialogue went well. */
    void opened();

    /** The peer refuses the connection. */
    void refused(BelayException refusal);

    /** The protocol threw. */
    void protocolThrew(Throwable thrown);
  }

  private final Identity identity;
  private final Host host;
  private @Nullable Outbound<?, ?> outbound;
  private boolean shaking;
  private boolean beginning;
  private boolean over;

  Opening(Identity identity, Host host) {
    this.identity = identity;
    this.host = host;
  }

  /** Whether anything that goes wrong now is TLS's. */
  void shaking(boolean shaking) {
    this.shaking = shaking;
  }

  /** Lets the protocol speak. */
  void begin(Wire<?> wire, Outbound<?, ?> opened) {
    outbound = opened;
    beginning = true;
    try {
      wire.open(this);
    } catch (Throwable thrown) {
      host.protocolThrew(thrown);
    }
    beginning = false;
    opened.flush();
  }

  @Override
  public void say(Consumer<ByteBuf> words) {
    Outbound<?, ?> out = outbound;
    if (out == null || over) {
      throw new IllegalStateException("the opening dialogue is over");
    }
    out.say(words);
    if (!beginning) {
      out.flush();
    }
  }

  @Override
  public void done() {
    if (!over) {
      over = true;
      host.opened();
    }
  }

  @Override
  public void refused(long code, String text) {
    if (!over) {
      over = true;
      refuse(code, text);
    }
  }

  /** The peer fails the first probe, or says unasked that it will not have this connection. */
  void refuse(long code, String text) {
    host.refused(BelayFailures.remoteError(identity.context(Phase.OPEN), code, text));
  }

  /** What a connected socket that is not ready yet waits for. */
  Phase phase() {
    if (shaking) {
      return Phase.TLS;
    }
    return over ? Phase.READY : Phase.OPEN;
  }

  /** The peer answers too late, in the dialogue or to the first probe. */
  BelayException timedOut(Duration timeout) {
    return over
        ? timedOut(Phase.READY, ConnectTimeoutException.Stage.READY, timeout)
        : timedOut(Phase.OPEN, ConnectTimeoutException.Stage.OPEN, timeout);
  }

  private BelayException timedOut(
      Phase phase, ConnectTimeoutException.Stage stage, Duration timeout) {
    return BelayFailures.connectTimeout(identity.context(phase), stage, timeout);
  }
}
