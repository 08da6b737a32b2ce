package io.belay.client.internal;

import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Protocol;
import io.belay.heartbeat.ProbeKind;
import java.util.Objects;

/** What a protocol declares, asked once. */
record Traits(Correlation correlation, ProbeKind probe, boolean peerActsOnParts) {

  static Traits of(Protocol<?, ?> protocol) {
    return new Traits(
        Objects.requireNonNull(protocol.correlation(), "correlation"),
        Objects.requireNonNull(protocol.probe(), "probe"),
        protocol.peerActsOnParts());
  }

  boolean inOrder() {
    return correlation == Correlation.IN_ORDER;
  }

  /** Whether a probe's answer is told by its turn, and not by what it looks like. */
  boolean probesInOrder() {
    return inOrder() && probe == ProbeKind.IN_ORDER;
  }
}
