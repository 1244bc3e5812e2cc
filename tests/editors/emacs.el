;; What a person does in Emacs with Eglot and the configuration of docs/editors.md.  -*- lexical-binding: t -*-
(require 'cl-lib)
(require 'xref)
(require 'flymake)
(setq make-backup-files nil create-lockfiles nil)

(defun bowline-eventually (what see)
  (let ((end (+ (float-time) 60)))
    (while (and (not (funcall see)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall see)
      (message "not seen: %s" what)
      (kill-emacs 1))
    (message "ok %s" what)))

(defun bowline-open (name)
  (find-file name)
  ;; Batch mode has no command loop, and so runs no hooks of it.
  (run-hooks 'post-command-hook)
  (bowline-eventually (format "a server for %s" name) (lambda () (eglot-managed-p)))
  (flymake-mode 1))

(bowline-open "statefulset.yaml")
(bowline-open "service.yaml")
(flymake-start)
(bowline-eventually "diagnostics" (lambda () (= 1 (length (flymake-diagnostics)))))

(goto-char (point-min))
(search-forward "clusterIP: n")
(let ((actions (eglot-code-actions (point) (point) "quickfix" nil)))
  (eglot--apply-workspace-edit (plist-get (cl-find-if (lambda (one) (eq t (plist-get one :isPreferred))) actions) :edit)))
;; What Eglot does when Emacs is idle.
(eglot--signal-textDocument/didChange)
(bowline-eventually "a quick fix" (lambda () (string-match-p "clusterIP: None\n" (buffer-string))))

(find-file "statefulset.yaml")
(goto-char (point-min))
(search-forward "serviceName: d")
(let ((found (xref-backend-definitions (xref-find-backend) (xref-backend-identifier-at-point (xref-find-backend)))))
  (xref-pop-to-location (car found) nil))
(bowline-eventually "the definition of serviceName in another file"
                    (lambda () (equal (buffer-name (window-buffer)) "service.yaml")))

(set-buffer "statefulset.yaml")
(goto-char (point-min))
(re-search-forward " labels:\n *app: d")
(eglot-rename "store")
(bowline-eventually "rename of a label in selectors and template"
                    (lambda ()
                      (and (= 2 (how-many "app: store\n" (point-min) (point-max)))
                           (with-current-buffer "service.yaml"
                             (string-match-p "selector:\n    app: store\n" (buffer-string))))))
(kill-emacs 0)
