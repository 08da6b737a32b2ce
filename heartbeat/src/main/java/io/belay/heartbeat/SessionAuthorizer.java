package io.belay.heartbeat;

import io.belay.codec.Hello;
import io.netty.channel.Channel;

/**
 * Decides whether a connection may be who its HELLO says, before it replaces another. Without proof
 * anyone who knows a client's id could evict it. Called on the connection's event loop; must not
 * block.
 */
@FunctionalInterface
public interface SessionAuthorizer {

  /**
   * Whether this channel's peer is that client, for instance by the subject of its TLS certificate.
   *
   * @param channel the channel, with its TLS handler if there is one
   * @param hello what the peer claims
   * @return whether it may have the session
   */
  boolean mayHave(Channel channel, Hello hello);

  /**
   * Believes every client. For networks in which nobody but the clients can connect.
   *
   * @return an authorizer that refuses nobody
   */
  static SessionAuthorizer trustEveryClientIdUnproven() {
    return (channel, hello) -> true;
  }
}
