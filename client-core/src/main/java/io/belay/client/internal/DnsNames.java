package io.belay.client.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Names as the hosts file has them, else as the name servers of resolv.conf do. Nothing is kept:
 * who asks gets to know how long an answer may be.
 *
 * <p>The families are asked for apart, so that a name server that answers for one only, as some do,
 * cannot hold the other up (RFC 8305, section 3).
 */
final class DnsNames implements Names {
  // What stands in a file says nothing of how long it will.
  private static final long HOSTS_FILE_TTL = TimeUnit.MINUTES.toNanos(5);

  private final EventLoop loop;
  private final ChannelFactory<DatagramChannel> udp;
  private final ChannelFactory<SocketChannel> tcp;
  private final DefaultHostsFileEntriesResolver hostsFile = new DefaultHostsFileEntriesResolver();

  /**
   * Reads the hosts file, which is why event loops do not come here.
   *
   * @param udp makes sockets to ask with
   * @param tcp makes those for answers that do not fit into a datagram
   */
  DnsNames(EventLoop loop, ChannelFactory<DatagramChannel> udp, ChannelFactory<SocketChannel> tcp) {
    this.loop = loop;
    this.udp = udp;
    this.tcp = tcp;
  }

  @Override
  public void lookUp(String host, Asker asker) {
    List<InetAddress> listed = hostsFile.addresses(host, ResolvedAddressTypes.IPV6_PREFERRED);
    for (Family family : Family.values()) {
      if (listed == null) {
        ask(host, family, asker);
      } else {
        List<InetAddress> ofFamily =
            listed.stream().filter(each -> Family.of(each) == family).toList();
        asker.answered(
            family,
            ofFamily.isEmpty()
                ? new Answer.None(new UnknownHostException(host))
                : new Answer.Found(ofFamily, HOSTS_FILE_TTL));
      }
    }
  }

  private void ask(String host, Family family, Asker asker) {
    ShortestTtl ttl = new ShortestTtl();
    try {
      DnsNameResolver resolver =
          new DnsNameResolverBuilder(loop)
              .datagramChannelFactory(udp)
              .socketChannelFactory(tcp)
              .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
              .resolvedAddressTypes(family.only)
              .hostsFileEntriesResolver((name, types) -> null)
              .resolveCache(ttl)
              .cnameCache(ttl)
              .build();
      resolver
          .resolveAll(host)
          .addListener(
              (Future<List<InetAddress>> lookup) -> {
                try {
                  asker.answered(family, answer(lookup, ttl));
                } finally {
                  resolver.close();
                }
              });
    } catch (RuntimeException | Error e) {
      // A resolver has a socket, and not even that may be to be had.
      asker.answered(family, new Answer.Trouble(e));
    }
  }

  private static Answer answer(Future<List<InetAddress>> lookup, ShortestTtl ttl) {
    if (lookup.isSuccess()) {
      return new Answer.Found(lookup.getNow(), ttl.nanos());
    }
    Throwable why = lookup.cause();
    return saysThatThereIsNone(why) ? new Answer.None(why) : new Answer.Trouble(why);
  }

  /** Whether a name server said so, and not the lack of one. */
  private static boolean saysThatThereIsNone(Throwable why) {
    for (Throwable link = why; link != null; link = link.getCause()) {
      if (link instanceof DnsErrorCauseException error) {
        return error.getCode().equals(DnsResponseCode.NXDOMAIN)
            || error.getCode().equals(DnsResponseCode.NOERROR);
      }
      if (!(link instanceof UnknownHostException)) {
        return false;
      }
    }
    return true;
  }
}
