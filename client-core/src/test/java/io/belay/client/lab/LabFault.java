package io.belay.client.lab;

import io.belay.client.BelayClientBuilder;
import io.belay.client.Transport;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.client.error.Phase;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A row of the matrix: what is broken, and what the client has to make of it. */
final class LabFault {

  /** When it strikes. */
  enum When {
    /** Before there is a connection. */
    CONNECTING,
    /** On a connection that carries nothing. */
    IDLE,
    /** On a connection that carries requests. */
    AWAITING
  }

  /** What a failure may be. */
  record Outcome(Class<? extends BelayException> type, @Nullable Errno errno) {}

  private final String name;
  final When when;
  final Consumer<Scene> play;
  final Set<Transport> transports = EnumSet.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING);
  final List<Consumer<BelayException>> checks = new ArrayList<>();
  private final Map<Transport, List<Outcome>> outcomes = new EnumMap<>(Transport.class);
  Phase phase;
  Delivery delivery;
  Function<PeerHost, String> target = PeerHost::address;
  @Nullable Function<PeerHost, InetSocketAddress> local;
  int port = PeerHost.PORT;
  UnaryOperator<BelayClientBuilder> options = builder -> builder;

  private LabFault(When when, Phase phase, String name, Consumer<Scene> play) {
    this.when = when;
    this.phase = phase;
    this.name = name;
    this.play = play;
    delivery = when == When.AWAITING ? Delivery.UNKNOWN : Delivery.NOT_SENT;
  }

  /** A fault that is there before the client connects. */
  static LabFault connecting(String name, Consumer<Scene> play) {
    return new LabFault(When.CONNECTING, Phase.CONNECT, name, play);
  }

  /** A fault that needs nothing to be broken. */
  static LabFault connecting(String name) {
    return connecting(name, scene -> {});
  }

  /** A fault of a connection that carries nothing. */
  static LabFault idle(String name, Consumer<Scene> play) {
    return new LabFault(When.IDLE, Phase.IDLE, name, play);
  }

  /** A fault of a connection that carries at least one request. */
  static LabFault awaiting(String name, Consumer<Scene> play) {
    return new LabFault(When.AWAITING, Phase.AWAIT, name, play);
  }

  /** Connects to another address than the peer's. */
  LabFault to(Function<PeerHost, String> address) {
    target = address;
    return this;
  }

  /** Connects to another port than the peer's. */
  LabFault port(int other) {
    port = other;
    return this;
  }

  /** Connects from an address and port of our choice. */
  LabFault from(Function<PeerHost, String> address, int localPort) {
    local = host -> new InetSocketAddress(address.apply(host), localPort);
    return this;
  }

  /** Sets options of the client. */
  LabFault with(UnaryOperator<BelayClientBuilder> more) {
    UnaryOperator<BelayClientBuilder> before = options;
    options = builder -> more.apply(before.apply(builder));
    return this;
  }

  LabFault in(Phase other) {
    phase = other;
    return this;
  }

  LabFault delivered(Delivery other) {
    delivery = other;
    return this;
  }

  LabFault only(Transport first, Transport... others) {
    transports.retainAll(EnumSet.of(first, others));
    return this;
  }

  /** What it becomes on every transport. */
  LabFault becomes(Class<? extends BelayException> type, @Nullable Errno errno) {
    for (Transport transport : transports) {
      outcomes.put(transport, new ArrayList<>(List.of(new Outcome(type, errno))));
    }
    return this;
  }

  /** What it becomes where no errno is involved. */
  LabFault becomes(Class<? extends BelayException> type) {
    return becomes(type, null);
  }

  /** What it becomes on one transport instead. */
  LabFault on(Transport transport, Class<? extends BelayException> type, @Nullable Errno errno) {
    outcomes.put(transport, new ArrayList<>(List.of(new Outcome(type, errno))));
    return this;
  }

  /** What it may become on one transport as well: the kernel's timing decides. */
  LabFault orOn(Transport transport, Class<? extends BelayException> type, @Nullable Errno errno) {
    outcomes.get(transport).add(new Outcome(type, errno));
    return this;
  }

  /** One more thing that must be true of the failure. */
  LabFault and(Consumer<BelayException> check) {
    checks.add(check);
    return this;
  }

  List<Outcome> outcomes(Transport transport) {
    return outcomes.get(transport);
  }

  @Override
  public String toString() {
    return when + " " + name;
  }
}
