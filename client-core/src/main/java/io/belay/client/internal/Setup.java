package io.belay.client.internal;

import io.belay.client.TlsDetails;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.ConnectTimeoutException.Stage;
import io.belay.client.error.Phase;
import io.belay.client.error.TlsException;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The way of one connection from nothing to a peer with which the opening dialogue is over: a
 * {@link Dial}, a TLS handshake if there is to be one, an {@link Opening}. Event loop only.
 */
final class Setup<Q, R> implements Dial.Caller, Opening.Host {

  /** The connection that is set up. */
  interface Host<Q, R> {
    /** What its socket needs around these handlers. */
    ChannelHandler pipeline(Wire<Q> wire);

    /** Bytes of the protocol can be exchanged from now on. */
    Outbound<Q, R> opening(Channel channel, Wire<Q> wire);

    /** The dialogue went well. */
    void opened();

    /** It will never be ready. */
    void setupFailed(BelayException cause);

    /** The protocol threw. */
    void protocolThrew(Throwable thrown);

    /** The socket failed, or TLS. */
    void ioFailed(Throwable cause);
  }

  private enum Step {
    DIALLING,
    SHAKING_HANDS,
    OPENING,
    OVER
  }

  private final Identity identity;
  private final Protocol<Q, R> protocol;
  private final Incoming<Q, R> incoming;
  private final Dialer dialer;
  private final Socket socket;
  private final Host<Q, R> host;
  private final Dial.Guide guide;
  private final EventLoop loop;
  private final Opening opening;
  private @Nullable Dial dial;
  private @Nullable Wire<Q> wire;
  private Step step = Step.DIALLING;

  Setup(
      Connection<Q, R> connection,
      ConnectionParts<Q, R> parts,
      Dial.Guide guide,
      Incoming<Q, R> incoming) {
    identity = connection.identity;
    protocol = parts.protocol();
    dialer = parts.dialer();
    socket = connection.socket();
    host = connection;
    this.guide = guide;
    this.incoming = incoming;
    loop = connection.loop;
    opening = new Opening(identity, this);
  }

  void start() {
    Wire<Q> made;
    try {
      made = Objects.requireNonNull(protocol.newWire(incoming, identity.index), "newWire");
    } catch (Throwable thrown) {
      host.protocolThrew(thrown);
      return;
    }
    wire = made;
    dial = new Dial(loop, dialer, identity, guide, host.pipeline(made), this);
    dial.start();
  }

  /** There will be no outcome; a socket that is connected already is left alone. */
  void cancel() {
    if (dial != null && step == Step.DIALLING) {
      dial.cancel();
    }
    step = Step.OVER;
  }

  @Override
  public void dialFailed(BelayException cause) {
    host.setupFailed(cause);
  }

  @Override
  public void connected(Channel connected) {
    socket.connected(connected, dialer.tune(connected, identity.id));
    SslHandler tls = connected.pipeline().get(SslHandler.class);
    if (tls == null) {
      open(connected);
    } else {
      step = Step.SHAKING_HANDS;
      tls.handshakeFuture().addListener(shaken -> shaken(connected, tls, shaken.cause()));
    }
  }

  private void shaken(Channel connected, SslHandler tls, @Nullable Throwable failure) {
    if (failure != null) {
      host.ioFailed(failure);
    } else if (step == Step.SHAKING_HANDS) {
      SSLSession session = tls.engine().getSession();
      socket.secured(new TlsDetails(session.getProtocol(), session.getCipherSuite()));
      // In 1.3 the server judges our certificate when this end has shaken hands already.
      opening.shaking(session.getProtocol().equals("TLSv1.3"));
      open(connected);
    }
  }

  private void open(Channel connected) {
    step = Step.OPENING;
    Wire<Q> mine = Objects.requireNonNull(wire);
    opening.begin(mine, host.opening(connected, mine));
  }

  @Override
  public void opened() {
    host.opened();
  }

  @Override
  public void refused(BelayException refusal) {
    host.setupFailed(refusal);
  }

  @Override
  public void protocolThrew(Throwable thrown) {
    host.protocolThrew(thrown);
  }

  /** Bytes came. */
  void heard() {
    opening.shaking(false);
  }

  /** The peer says, of no request, that something is wrong. */
  void refusedBy(long code, String text) {
    opening.refuse(code, text);
  }

  /** What it waits for now. */
  Phase phase() {
    return switch (step) {
      case DIALLING -> dial == null ? Phase.CONNECT : dial.phase();
      case SHAKING_HANDS -> Phase.TLS;
      case OPENING, OVER -> opening.phase();
    };
  }

  /** It took too long. */
  BelayException timedOut(Duration timeout) {
    return switch (step) {
      case DIALLING -> timedOutDialling(timeout);
      case SHAKING_HANDS ->
          BelayFailures.tls(
              identity.context(Phase.TLS), TlsException.Problem.HANDSHAKE_TIMEOUT, null);
      case OPENING, OVER -> opening.timedOut(timeout);
    };
  }

  private BelayException timedOutDialling(Duration timeout) {
    BelayException failure =
        BelayFailures.connectTimeout(identity.context(phase()), Stage.TIMER, timeout);
    if (dial != null) {
      dial.failures().forEach(failure::addSuppressed);
    }
    return failure;
  }
}
