package io.belay.client.internal;

import io.belay.heartbeat.InboundEvidence;
import io.belay.heartbeat.OutboundMeter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Optional;

/**
 * Assembles the pipeline of a connection: TLS, with what looks at the socket below it; its wire's
 * handlers; then what tells the connection of its socket.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private static final String METER = "belay-meter";
  private static final String EVIDENCE = "belay-evidence";
  private static final String TLS = "belay-tls";
  private static final String CONNECTION = "belay-connection";

  private final Connection<?, ?> connection;
  private final Wire<?, ?> wire;
  private final Optional<TlsContext> tls;

  ConnectionInitializer(Connection<?, ?> connection, Wire<?, ?> wire, Optional<TlsContext> tls) {
    this.connection = connection;
    this.wire = wire;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls.isPresent()) {
      pipeline.addLast(METER, new OutboundMeter());
      pipeline.addLast(EVIDENCE, new InboundEvidence(connection::heard));
      pipeline.addLast(TLS, tls.get().newHandler(channel.alloc(), connection.identity.endpoint));
    }
    wire.install(pipeline);
    pipeline.addLast(CONNECTION, new SocketEvents(connection));
  }

  private static final class SocketEvents extends ChannelInboundHandlerAdapter {
    private final Connection<?, ?> connection;

    SocketEvents(Connection<?, ?> connection) {
      this.connection = connection;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection.inactive();
    }

    /** A close_notify is a FIN: the peer sends no more, and what it does not say is not awaited. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == SslCloseCompletionEvent.SUCCESS) {
        connection.inactive();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connection.ioFailed(cause);
    }
  }
}
