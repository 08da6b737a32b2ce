package io.belay.client.lab;

import io.belay.client.Transport;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.ArrayList;
import java.util.List;

/** The transports of this machine, or those of them that the build names. */
final class LabTransports {
  private LabTransports() {}

  static List<Transport> all() {
    List<Transport> present = new ArrayList<>(List.of(Transport.NIO));
    if (Epoll.isAvailable()) {
      present.add(Transport.EPOLL);
    }
    if (IoUring.isAvailable()) {
      present.add(Transport.IO_URING);
    }
    String named = System.getProperty("lab.transports");
    return named == null
        ? present
        : present.stream().filter(each -> named.contains(each.name())).toList();
  }
}
