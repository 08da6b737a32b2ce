/** The client: connections, pool, request path, retry and typed failures. */
module io.belay.client {
  requires static transitive org.jspecify;
  requires transitive io.belay.heartbeat;
  requires transitive io.belay.codec;
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires transitive io.netty.transport;
  requires io.netty.resolver;
  requires io.netty.codec.dns;
  requires io.netty.resolver.dns;
  requires transitive io.github.resilience4j.retry;
  requires io.github.resilience4j.core;
  requires org.slf4j;
  requires jdk.jfr;
  // Optional: only io.belay.client.metrics needs it.
  requires static micrometer.core;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;

  exports io.belay.client;
  exports io.belay.client.error;
  exports io.belay.client.metrics;
  exports io.belay.client.protocol;
}
