//! Where log lines go, and, in a build with the feature `otlp`, traces.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{OTLP_ENDPOINT, environment};

/// The logging of this process; [`Logging::stop`] hands over what is still in memory.
#[derive(Debug, Default)]
pub struct Logging {
    #[cfg(feature = "otlp")]
    provider: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Begins to write log lines to the standard error, as `RUST_LOG` says.
///
/// # Errors
/// Where traces are asked for that this build cannot send.
pub fn start() -> anyhow::Result<Logging> {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,guichet=info"));
    // At `trace` this library writes the telephone numbers it reads.
    if let Ok(silence) = "rlibphonenumber=off".parse() {
        filter = filter.add_directive(silence);
    }
    // Colours are for a terminal: in a journal they would be noise.
    let colours = stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(colours).with_filter(filter);
    let subscriber = tracing_subscriber::registry().with(lines);
    let Some(endpoint) = environment(OTLP_ENDPOINT) else {
        subscriber.init();
        return Ok(Logging::default());
    };
    #[cfg(feature = "otlp")]
    {
        let (traces, provider) = otlp::layer(&endpoint)?;
        subscriber.with(traces).init();
        Ok(Logging { provider: Some(provider) })
    }
    #[cfg(not(feature = "otlp"))]
    anyhow::bail!(
        "{OTLP_ENDPOINT} is `{endpoint}`, but this build sends no traces; \
         unset it, or build with `cargo build --release --features otlp`"
    )
}

impl Logging {
    /// Hands over the traces that are still in memory.
    pub async fn stop(self) {
        #[cfg(feature = "otlp")]
        if let Some(provider) = self.provider {
            // It waits for its own thread, which must not hold up this one.
            let stopped = tokio::task::spawn_blocking(move || provider.shutdown()).await;
            if !matches!(stopped, Ok(Ok(()))) {
                eprintln!("guichet: the last traces were not handed over");
            }
        }
    }
}

/// Traces over OTLP: the program's own spans, which hold no number, no words and no identifier of a person.
#[cfg(feature = "otlp")]
mod otlp {
    use std::{fmt, sync::Arc, time::Duration};

    use anyhow::Context;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
    use opentelemetry_sdk::{
        Resource,
        error::{OTelSdkError, OTelSdkResult},
        trace::{SdkTracerProvider, SpanData},
    };
    use tokio::runtime::Handle;
    use tracing::{Metadata, Subscriber};
    use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

    use crate::{provider::client::http_client_within, settings::OTLP_ENDPOINT};

    pub(super) fn layer<S>(endpoint: &str) -> anyhow::Result<(impl Layer<S> + use<S>, SdkTracerProvider)>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(http_client_within()?)
            .with_endpoint(endpoint)
            .with_protocol(Protocol::HttpBinary)
            .build()
            .with_context(|| {
                format!("{OTLP_ENDPOINT} is `{endpoint}`; write for example http://127.0.0.1:4318/v1/traces")
            })?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(OnRuntime { exporter: Arc::new(exporter), runtime: Handle::current() })
            .with_resource(Resource::builder().with_service_name("guichet").build())
            .build();
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("guichet"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            // Spans alone: log lines stay with the logs. And of our own only: those of the exporter would never end.
            .with_filter(filter_fn(|metadata: &Metadata<'_>| {
                metadata.is_span() && metadata.target().starts_with("guichet")
            }));
        Ok((layer, provider))
    }

    /// Exports on the runtime that the HTTP client needs: the SDK calls from a thread of its own.
    struct OnRuntime {
        exporter: Arc<SpanExporter>,
        runtime: Handle,
    }

    impl fmt::Debug for OnRuntime {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("OnRuntime")
        }
    }

    impl opentelemetry_sdk::trace::SpanExporter for OnRuntime {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            let exporter = self.exporter.clone();
            let exported = self.runtime.spawn(async move { exporter.export(batch).await }).await;
            exported.unwrap_or_else(|error| Err(OTelSdkError::InternalFailure(error.to_string())))
        }

        fn set_resource(&mut self, resource: &Resource) {
            // Told before anything is exported, so nobody shares it yet.
            if let Some(exporter) = Arc::get_mut(&mut self.exporter) {
                exporter.set_resource(resource);
            }
        }

        fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
            self.exporter.shutdown_with_timeout(timeout)
        }
    }
}
