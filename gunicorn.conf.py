"""How gunicorn serves the portal; the address and the number of workers are arguments."""

wsgi_app = "disbursement.wsgi"
worker_class = "gthread"
threads = 8
timeout = 120
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
