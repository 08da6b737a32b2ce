package io.belay.client.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/**
 * Assembles the pipeline of a connection: its wire's handlers, then what tells it of its socket.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private static final String CONNECTION = "belay-connection";

  private final Connection<?, ?> connection;
  private final Wire<?, ?> wire;

  ConnectionInitializer(Connection<?, ?> connection, Wire<?, ?> wire) {
    this.connection = connection;
    this.wire = wire;
  }

  @Override
  protected void initChannel(Channel channel) {
    wire.install(channel.pipeline());
    channel.pipeline().addLast(CONNECTION, new SocketEvents(connection));
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

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connection.ioFailed(cause);
    }
  }
}
