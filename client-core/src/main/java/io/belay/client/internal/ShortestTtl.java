package io.belay.client.internal;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsCnameCache;
import io.netty.resolver.dns.NoopDnsCache;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the records that answered one lookup may be kept, aliases included. Netty's resolver
 * tells nobody but its caches, so this poses as both, and keeps nothing else.
 */
final class ShortestTtl implements DnsCache, DnsCnameCache {
  private long seconds = Long.MAX_VALUE;

  /** The shortest of all. */
  long nanos() {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname,
      DnsRecord @Nullable [] additionals,
      InetAddress address,
      long ttlSeconds,
      EventLoop loop) {
    seconds = Math.min(seconds, ttlSeconds);
    return NoopDnsCache.INSTANCE.cache(hostname, additionals, address, ttlSeconds, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
    return NoopDnsCache.INSTANCE.cache(hostname, additionals, cause, loop);
  }

  @Override
  public void cache(String hostname, String cname, long ttlSeconds, EventLoop loop) {
    seconds = Math.min(seconds, ttlSeconds);
  }

  @Override
  public List<? extends DnsCacheEntry> get(String hostname, DnsRecord @Nullable [] additionals) {
    return List.of();
  }

  @Override
  public @Nullable String get(String hostname) {
    return null;
  }

  @Override
  public void clear() {}

  @Override
  public boolean clear(String hostname) {
    return false;
  }
}
