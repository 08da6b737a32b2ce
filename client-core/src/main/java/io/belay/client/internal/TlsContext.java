package io.belay.client.internal;

import io.belay.client.BelayClient;
import io.belay.client.Endpoint;
import io.belay.client.TlsOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context of a client, whose sessions its connections resume. It is made anew when a file
 * that it came from has changed, off the event loops.
 */
final class TlsContext {
  /** How long a close_notify may stand behind what the socket does not take. */
  private static final long CLOSE_NOTIFY_SECONDS = 1;

  private static final Executor THREAD = BackgroundThread.named("belay-certificates");
  private static final Logger LOG = LoggerFactory.getLogger(BelayClient.class);

  /** What tells a file from what it was before, without reading it; all null if it is not there. */
  private record Stamp(@Nullable FileTime modified, long size, @Nullable Object key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException gone) {
        return new Stamp(null, 0, null);
      }
    }
  }

  private final TlsOptions options;
  private final String clientName;
  private final List<Path> files;

  // Written by the thread for certificates only, once the client is built.
  private volatile SslContext current;
  private List<Stamp> stamps;

  /** Reads what the options name. */
  TlsContext(TlsOptions options, String clientName) {
    this.options = options;
    this.clientName = clientName;
    files = TlsMaterial.files(options);
    // Before the files are read, so that a change meanwhile is seen the next time.
    stamps = stamps();
    current = TlsMaterial.load(options);
    if (!options.hostNameVerified()) {
      LOG.warn("{}: TLS without host name verification: anyone may pose as the server", clientName);
    }
  }

  /** Sees to it that handlers that are made from now on use the files as they are. Any thread. */
  CompletableFuture<Void> freshen() {
    return files.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.runAsync(this::loadIfChanged, THREAD);
  }

  /** The client's end of TLS on a connection to the endpoint. */
  SslHandler newHandler(ByteBufAllocator allocator, Endpoint endpoint) {
    String host = options.serverName().orElseGet(() -> withoutBrackets(endpoint.host()));
    SslHandler handler = current.newHandler(allocator, host, endpoint.port());
    indicate(host, handler.engine());
    // One timer bounds the whole way to readiness; Netty's own would be a second one.
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_SECONDS, TimeUnit.SECONDS);
    return handler;
  }

  private void loadIfChanged() {
    List<Stamp> now = stamps();
    if (now.equals(stamps)) {
      return;
    }
    // Whether it can be used or not: the same files are not tried twice.
    stamps = now;
    try {
      current = TlsMaterial.load(options);
      LOG.info("{}: read the changed TLS files, for connections from now on", clientName);
    } catch (IllegalArgumentException e) {
      LOG.warn("{}: keeps the TLS files as they were: {}", clientName, e.getMessage(), e);
    }
  }

  private List<Stamp> stamps() {
    return files.stream().map(Stamp::of).toList();
  }

  /** The JDK by itself indicates only names with a dot in them. */
  private static void indicate(String host, SSLEngine engine) {
    if (isAddress(host)) {
      return;
    }
    SSLParameters parameters = engine.getSSLParameters();
    try {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    } catch (IllegalArgumentException notForTls) {
      // As a name with an underscore, which resolves all the same.
      return;
    }
    engine.setSSLParameters(parameters);
  }

  private static boolean isAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
