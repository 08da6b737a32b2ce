package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** What each transport calls the kernel's options; null where it has no such option. */
record TransportOptions(
    @Nullable ChannelOption<Integer> keepIdle,
    @Nullable ChannelOption<Integer> keepInterval,
    @Nullable ChannelOption<Integer> keepCount,
    @Nullable ChannelOption<Integer> userTimeout,
    @Nullable ChannelOption<Long> notSentLowWater) {

  static TransportOptions of(Channel channel) {
    if (channel instanceof EpollSocketChannel) {
      return new TransportOptions(
          EpollChannelOption.TCP_KEEPIDLE,
          EpollChannelOption.TCP_KEEPINTVL,
          EpollChannelOption.TCP_KEEPCNT,
          EpollChannelOption.TCP_USER_TIMEOUT,
          EpollChannelOption.TCP_NOTSENT_LOWAT);
    }
    if (channel instanceof IoUringSocketChannel) {
      return new TransportOptions(
          IoUringChannelOption.TCP_KEEPIDLE,
          IoUringChannelOption.TCP_KEEPINTVL,
          IoUringChannelOption.TCP_KEEPCNT,
          IoUringChannelOption.TCP_USER_TIMEOUT,
          IoUringChannelOption.TCP_NOTSENT_LOWAT);
    }
    if (channel instanceof NioSocketChannel) {
      return new TransportOptions(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
          null,
          null);
    }
    return new TransportOptions(null, null, null, null, null);
  }
}
