package io.belay.client.internal;

import io.belay.client.ClientListener;
import io.belay.client.EndpointSource;
import io.belay.client.PoolOptions;
import io.belay.client.ReconnectOptions;
import io.belay.client.RetryBudget;
import io.belay.client.SocketOptions;
import io.belay.client.TlsOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Every option of a client, as its builder left them. The builder documents and checks them. */
public record Settings<Q, R>(
    String name,
    EndpointSource endpoints,
    Duration connectTimeout,
    Duration requestTimeout,
    Heartbeat heartbeat,
    Duration hungPeerGrace,
    Optional<TcpKeepAlive> keepAlive,
    Duration userTimeout,
    SocketOptions socket,
    Optional<TlsOptions> tls,
    PoolOptions pool,
    ReconnectOptions reconnect,
    Optional<Retry> retry,
    RetryConfig retryConfig,
    RetryBudget retryBudget,
    Transport transport,
    Optional<EventLoopGroup> eventLoopGroup,
    Optional<Executor> callbackExecutor,
    ClientListener<Q, R> listener) {}
