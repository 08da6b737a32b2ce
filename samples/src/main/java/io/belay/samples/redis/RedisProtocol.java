package io.belay.samples.redis;

import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.belay.heartbeat.ProbeKind;

/**
 * Redis, as RESP 2 has it: one answer a command, in order, with PING as the probe. A PING stands in
 * line, so that it cannot tell a slow command from a hung server; an idle connection it watches as
 * well as any.
 */
public final class RedisProtocol implements Protocol<Command, Reply> {
  private final Login login;

  /** Redis without a login. */
  public RedisProtocol() {
    this(Login.NONE);
  }

  /**
   * Redis with a login.
   *
   * @param login what each connection says first
   */
  public RedisProtocol(Login login) {
    this.login = login;
  }

  @Override
  public Correlation correlation() {
    return Correlation.IN_ORDER;
  }

  @Override
  public ProbeKind probe() {
    return ProbeKind.IN_ORDER;
  }

  @Override
  public Wire<Command> newWire(Inbound<Reply> inbound, int connectionIndex) {
    return new RedisWire(login.commands(), inbound);
  }
}
