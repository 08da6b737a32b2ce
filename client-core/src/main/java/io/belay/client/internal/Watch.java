package io.belay.client.internal;
